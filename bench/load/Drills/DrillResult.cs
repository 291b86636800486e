using LoadBenchmark.Results;

namespace LoadBenchmark.Drills;

/// <summary>The result of a drill.</summary>
/// <param name="Name">The name of the drill's files.</param>
/// <param name="Title">The title in the report.</param>
/// <param name="Fault">The description of the fault.</param>
/// <param name="FaultSeconds">The time from the fault to its repair.</param>
/// <param name="Before">The step before the fault.</param>
/// <param name="During">The step between the fault and the repair.</param>
/// <param name="After">The step after the repair.</param>
/// <param name="RecoverySeconds">
/// The time from the repair until the system had recovered, or <c>null</c> if the system did not recover within the limit.
/// </param>
/// <param name="Acknowledged">The number of events that the hub acknowledged in the three steps.</param>
/// <param name="Lost">The number of acknowledged events that are neither stored nor dead-lettered.</param>
/// <param name="VisibleTwice">The number of acknowledged events that <c>FlightEventsDistinct()</c> returns more than once.</param>
/// <param name="Alerts">The alerts that fire if the fault lasts for an hour, ordered by time.</param>
/// <param name="Seconds">The measurements of each second.</param>
internal sealed record DrillResult(
    string Name,
    string Title,
    string Fault,
    double FaultSeconds,
    Step Before,
    Step During,
    Step After,
    double? RecoverySeconds,
    long Acknowledged,
    long Lost,
    long VisibleTwice,
    IReadOnlyList<AlertTime> Alerts,
    IReadOnlyList<Second> Seconds);

/// <summary>The time at which an alert in bicep/monitoring fires.</summary>
/// <param name="Name">The name of the alert.</param>
/// <param name="Severity">The severity of the alert. Severities 0 and 1 page the on-call engineer.</param>
/// <param name="Minutes">
/// The minutes from the start of the fault to the first evaluation at which the alert fires, or 0 if the alert fires without the fault.
/// </param>
internal sealed record AlertTime(string Name, int Severity, int Minutes);
