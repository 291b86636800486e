using System.Text;
using LoadBenchmark.Drills;
using LoadBenchmark.Results;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>The section of the drills, and their charts.</summary>
internal static class DrillReport
{
    public static Chart CreateChart(DrillResult drill)
    {
        var start = drill.Before.StartSeconds;
        return new Chart(
            drill.Title,
            new ChartAxis("seconds"),
            new ChartAxis("ms", IsLogarithmic: true),
            new ChartAxis("errors/s, waiting events", IsLogarithmic: true),
            [
                Line("p99 of responses (ms)", second => second.ApiP99),
                Line("p99 from publishing to queryable (ms)", second => second.QueryableP99),
                Line("errors of requests/s", second => second.ApiErrors) with { IsOnRight = true },
                Line("waiting events", second => second.Backlog) with { IsOnRight = true },
            ],
            [
                new ChartMarker(drill.During.StartSeconds - start, "fault"),
                new ChartMarker(drill.After.StartSeconds - start, "repair"),
            ]);

        ChartLine Line(string title, Func<Second, double?> value) =>
            new(title, [.. drill.Seconds.Select(second => (second.At - start, value(second)))]);
    }

    public static string Section(IReadOnlyList<DrillResult> drills)
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            ## Drills

            Faults during a load of {Number(drills[0].Before.Api?.Target)} requests/s and {Number(drills[0].Before.Publish?.Target)}
            events/s. Between app and services are proxies that delay, abort or reject requests; the trigger reads the local hub in the
            host's process, so the hub's drill disturbs publishers. A drill is over when no second has an error, a late response or a late
            event; the recovery counts from the repair to the end of the last bad second. Lost events were acknowledged by the hub and are
            neither stored nor dead-lettered.


            """.ReplaceLineEndings("\n"));
        text.Append(
            "| Fault | Errors of requests | p99 during the fault | after it | Errors of publishers | Latest event queryable after | Lost "
            + "| Visible twice | Recovery | First page (severity 0, 1) | First alert |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var drill in drills)
        {
            text.Append(
                $"| {drill.Title}, {Number(drill.FaultSeconds)} s | {Errors(Sum(drill, step => step.Api))} "
                + $"| {Time(drill.During.Api?.Latency?.P99)} | {Time(drill.After.Api?.Latency?.P99)} "
                + $"| {Errors(Sum(drill, step => step.Publish))} | {Time(Latest(drill))} "
                + $"| {Number(drill.Lost)} of {Number(drill.Acknowledged)} | {Number(drill.VisibleTwice)} "
                + $"| {(drill.RecoverySeconds is { } seconds ? $"{Number(seconds)} s" : "not within the time")} "
                + $"| {First(drill.Alerts.Where(alert => alert.Severity <= 1))} | {First(drill.Alerts)} |\n");
        }

        text.Append(
            """

            The alerts are those of [bicep/monitoring](../bicep/monitoring): their own KQL is evaluated by the
            local engine, at the times at which Azure evaluates them, over the recorded metrics. For that a fault is assumed to last: the
            metrics of the healthy seconds are repeated for the day before it and those of its seconds for an hour; the age of a batch
            that is stuck grows. To each time add the delay of Azure's ingestion, one to three minutes. Alerts of platform metrics need no
            KQL and are not among them.

            | Fault | Alerts within an hour: minutes to the first evaluation that fires, 0 without the fault (severity) |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var drill in drills)
        {
            var alerts = drill.Alerts.Select(alert => $"`{alert.Name}` {alert.Minutes} ({alert.Severity})");
            text.Append($"| {drill.Title}: {drill.Fault} | {(drill.Alerts.Count == 0 ? "none" : string.Join(", ", alerts))} |\n");
        }

        text.Append('\n');
        foreach (var drill in drills)
        {
            var path = $"{LoadReport.Folder}/drill-{drill.Name}.svg";
            text.Append($"![{drill.Title}: latency, errors and waiting events in each second]({path})\n");
        }

        return text.ToString();
    }

    private static SortedDictionary<string, long> Sum(DrillResult drill, Func<Step, TrafficFigures?> figures)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        TrafficFigures?[] both = [figures(drill.During), figures(drill.After)];
        foreach (var (kind, count) in both.OfType<TrafficFigures>().SelectMany(one => one.Errors))
            sum[kind] = sum.GetValueOrDefault(kind) + count;
        return sum;
    }

    private static double? Latest(DrillResult drill) =>
        new[] { drill.During, drill.After }.Max(step => step.Queryable?.Latency?.Max);

    private static string First(IEnumerable<AlertTime> alerts) =>
        alerts.FirstOrDefault(alert => alert.Minutes > 0) is { } first ? $"`{first.Name}`, {first.Minutes} min" : "none within an hour";
}
