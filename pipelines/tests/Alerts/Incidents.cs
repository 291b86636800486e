using LocalStack.Fleet;
using static LocalStack.Fleet.WorkspaceRow;

namespace Pipelines.Tests.Alerts;

/// <summary>
/// An incident for each alert, or for all alerts on an objective. Before and after the incident, the system serves 1,000 responses and
/// stores 1,000 events per minute.
/// </summary>
internal static class Incidents
{
    private const int Hour = 60;
    private const int Total = 1000;
    private const double Millisecond = 1;
    private const double Minute = 60_000 * Millisecond;

    private static readonly string[] Places = ["a", "b", "c", "d", "e"];

    private static readonly Dictionary<string, LogIncident> ByObjective = new()
    {
        ["api-availability"] = new("Half of the responses are server errors", 2 * Hour, minute =>
        [
            Responses(minute.Age, "200", Total - minute.Or(Total / 2, 0)),
            Responses(minute.Age, "503", minute.Or(Total / 2, 0)),
        ]),
        ["api-latency"] = new("Half of the responses take more than 1 s", 2 * Hour, minute =>
        [
            Responses(minute.Age, "200", Total),
            Metric(minute.Age, "api.request.slow", sum: minute.Or(Total / 2, 0), properties: ResponseProperties("GetFlight", "200")),
        ]),
        ["end-to-end-latency"] = new("Half of the events are stored more than 10 s after arrival", 2 * Hour, minute =>
        [
            Metric(minute.Age, "flightevents.stored", sum: Total),
            Metric(minute.Age, "flightevents.end_to_end.late", sum: minute.Or(Total / 2, 0)),
        ]),
        ["freshness"] = new("A partition is 90 s behind", 2 * Hour, minute =>
            [Metric(minute.Age, "flightevents.consumer.lag", max: minute.Or(1.5 * Minute, 800 * Millisecond))]),
        ["dead-letters"] = new("One event in ten is invalid", 2 * Hour, minute =>
        [
            Metric(minute.Age, "flightevents.stored", sum: Total - minute.Or(Total / 10, 0)),
            Metric(minute.Age, "flightevents.deadlettered", sum: minute.Or(Total / 10, 0)),
        ]),
        ["batch-latency"] = new("Each batch takes more than 50 ms", 5 * Hour, minute =>
        [
            Metric(minute.Age, "flightevents.ingest.duration", sum: Total * 20, count: Total),
            Metric(minute.Age, "flightevents.ingest.slow", sum: minute.Or(Total, 0)),
        ]),
    };

    private static readonly Dictionary<string, SimulatedIncident> ByAlert = new()
    {
        ["events-stuck"] = new LogIncident("Messages arrive, but the app stores nothing", Hour, minute =>
            [HubMessages(minute.Age, Total), .. minute.Or<WorkspaceRow[]>([], [Metric(minute.Age, "flightevents.stored", sum: Total)])]),
        ["api-unreachable"] = new LogIncident("The availability test fails from two of five locations", Hour, minute =>
            minute.Number % 5 == 0
                ? Places.Select((place, index) => Probe(minute.Age, place, !minute.IsFaulty || index > 1))
                : []),
        ["events-unresolved"] = new LogIncident("One event in ten is lost", Hour, minute =>
        [
            Metric(minute.Age, "flightevents.received", sum: Total),
            Metric(minute.Age, "flightevents.stored", sum: Total - minute.Or(Total / 10, 0)),
        ]),
        ["checkpoint-stalled"] = new LogIncident("A partition retries the same batch", Hour, minute =>
            [Metric(minute.Age, "flightevents.checkpoint.age", max: minute.Or((minute.Number + 1) * Minute, 500 * Millisecond))]),
        ["breaker-open"] = new LogIncident("The circuit breaker is open", Hour, minute =>
            [Metric(minute.Age, "flightevents.breaker.state", max: minute.Or(2, 0))]),
        ["retry-loop"] = new LogIncident("Each event is retried once", Hour, minute =>
        [
            Metric(minute.Age, "flightevents.received", sum: Total),
            Metric(minute.Age, "flightevents.retried", sum: minute.Or(Total, 0)),
        ]),
        ["errors-per-minute"] = new LogIncident("20 server errors and exceptions per minute", Hour, minute =>
        [
            Responses(minute.Age, "200", Total), Responses(minute.Age, "500", minute.Or(10, 0)), Exceptions(minute.Age, minute.Or(10, 0)),
        ]),
        ["host-restarts"] = new LogIncident("An instance restarts every 3 minutes", Hour, minute =>
            minute.IsFaulty && minute.Number % 3 == 0 ? [HostLog(minute.Age, "Host started (123ms)", "a")] : []),
        ["logs-capped"] = new LogIncident("The cap is reached 8 hours before the reset", 8 * Hour, minute =>
            minute is { IsFaulty: true, Number: 0 } ? [Operation(minute.Age, "OverQuota")] : []),

        ["events-not-read"] = new MetricIncident("Messages arrive, but no consumer reads", Hour, minute =>
            new() { ["IncomingMessages"] = Total, ["OutgoingMessages"] = minute.Or(0, Total) }),
        ["event-hubs-throttled"] = new MetricIncident("10 requests per minute are throttled", Hour, minute =>
            new() { ["ThrottledRequests"] = minute.Or(10, 0) }),
        ["event-hubs-server-errors"] = new MetricIncident("10 server errors per minute", Hour, minute =>
            new() { ["ServerErrors"] = minute.Or(10, 0) }),
        ["event-hubs-quota-exceeded"] = new MetricIncident("One quota error per minute", Hour, minute =>
            new() { ["QuotaExceededErrors"] = minute.Or(1, 0) }),
        ["no-events"] = new MetricIncident("No message arrives", 8 * Hour, minute => new() { ["IncomingMessages"] = minute.Or(0, Total) }),
        ["kusto-unavailable"] = new MetricIncident("All health checks of ADX fail", Hour, minute =>
            new() { ["KeepAlive"] = minute.Or(0, 1) }),
        ["kusto-cpu"] = new MetricIncident("CPU rises from 30 % to 90 %", 2 * Hour, minute => new() { ["CPU"] = minute.Or(90, 30) }),
        ["functions-cpu"] = new MetricIncident("CPU rises from 30 % to 90 %", 2 * Hour, minute =>
            new() { ["CpuPercentage"] = minute.Or(90, 30) }),
        ["functions-memory"] = new MetricIncident("Memory rises from 0.6 GB to 1.8 GB", 2 * Hour, minute =>
            new() { ["MemoryWorkingSet"] = minute.Or(1.8e9, 0.6e9) }),
        ["kusto-throttled-queries"] = new MetricIncident("10 queries per minute are throttled", Hour, minute =>
            new() { ["TotalNumberOfThrottledQueries"] = minute.Or(10, 0) }),
        ["kusto-streaming-saturated"] = new MetricIncident("Utilization rises from 30 % to 100 %", Hour, minute =>
            new() { ["StreamingIngestUtilization"] = minute.Or(100, 30) }),
        ["kusto-view-unhealthy"] = new MetricIncident("The view is unhealthy", Hour, minute =>
            new() { ["MaterializedViewHealth"] = minute.Or(0, 1) }),
        ["storage-unavailable"] = new MetricIncident("Half of the requests to storage fail", Hour, minute =>
            new() { ["Availability"] = minute.Or(50, 100) }),
    };

    /// <summary>The names of the alerts and objectives that have an incident.</summary>
    public static IEnumerable<string> Names => ByObjective.Keys.Concat(ByAlert.Keys);

    /// <param name="alert">The name of the alert. The name of a burn-rate alert ends with its tier.</param>
    /// <returns>The incident, or <c>null</c> if the alert has no incident.</returns>
    public static SimulatedIncident? For(string alert) =>
        ByAlert.GetValueOrDefault(alert) ?? ByObjective.GetValueOrDefault(alert[..alert.LastIndexOf('-')]);
}
