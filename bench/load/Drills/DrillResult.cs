using LoadBenchmark.Results;

namespace LoadBenchmark.Drills;

/// <summary>The result of a drill.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">The title for readers.</param>
/// <param name="Fault">The description of the fault.</param>
/// <param name="FaultSeconds">The time from the fault to its repair.</param>
/// <param name="Before">The step before the fault.</param>
/// <param name="During">The step between fault and repair.</param>
/// <param name="After">The step after the repair.</param>
/// <param name="RecoverySeconds">The time from the repair until the system was as before; null if it was not within the limit.</param>
/// <param name="Acknowledged">Events that the hub acknowledged in these steps.</param>
/// <param name="Lost">Events of them that are neither stored nor dead-lettered.</param>
/// <param name="VisibleTwice">Events of them that <c>FlightEventsDistinct()</c> returns more than once.</param>
/// <param name="Alerts">The alerts that fire if the fault lasts, by their time.</param>
/// <param name="Seconds">The drill second by second.</param>
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

/// <summary>An alert of bicep/monitoring.</summary>
/// <param name="Name">The name of the alert.</param>
/// <param name="Severity">The severity of the alert; 0 and 1 page on-call.</param>
/// <param name="Minutes">
/// The time from the beginning of the fault to the first evaluation at which it fires; 0 if it fires without the fault.
/// </param>
internal sealed record AlertTime(string Name, int Severity, int Minutes);
