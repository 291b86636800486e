using LoadBenchmark.Results;

namespace LoadBenchmark.Drills;

/// <summary>What a drill measured.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">For readers.</param>
/// <param name="Fault">What was done.</param>
/// <param name="FaultSeconds">From the fault to its repair.</param>
/// <param name="Before">The step before the fault.</param>
/// <param name="During">The step between fault and repair.</param>
/// <param name="After">The step after the repair.</param>
/// <param name="RecoverySeconds">From the repair until all was as before; null if it was not within the time given to it.</param>
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
/// <param name="Name">Of the alert.</param>
/// <param name="Severity">Its severity; 0 and 1 page on-call.</param>
/// <param name="Minutes">
/// From the beginning of the fault to the first evaluation at which it fires; 0 if it fires without the fault.
/// </param>
internal sealed record AlertTime(string Name, int Severity, int Minutes);
