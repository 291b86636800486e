using LoadBenchmark.Results;

namespace LoadBenchmark.Ramps;

/// <summary>A measured ramp.</summary>
/// <param name="Name">The name of the ramp's files.</param>
/// <param name="Title">The title in the report.</param>
/// <param name="Unit">The unit of the levels.</param>
/// <param name="Levels">The levels of the steps.</param>
/// <param name="Steps">The steps from the lowest load to the highest.</param>
/// <param name="Knee">The knee, or <c>null</c> if no step was overloaded.</param>
/// <param name="Limits">The loads at which the p99 exceeds 100 ms and 1 s.</param>
/// <param name="Recovery">The step after the highest load, with the load of the first step.</param>
/// <param name="RecoverySeconds">
/// The time until the system had recovered, or <c>null</c> if the system did not recover within the limit.
/// </param>
/// <param name="Seconds">The measurements of each second.</param>
internal sealed record Ramp(
    string Name,
    string Title,
    string Unit,
    IReadOnlyList<double> Levels,
    IReadOnlyList<Step> Steps,
    Knee? Knee,
    IReadOnlyList<LatencyLimit> Limits,
    Step Recovery,
    double? RecoverySeconds,
    IReadOnlyList<Second> Seconds);
