using LoadBenchmark.Results;

namespace LoadBenchmark.Ramps;

/// <summary>A measured ramp.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">The title for readers.</param>
/// <param name="Unit">The unit of the levels.</param>
/// <param name="Levels">The levels of the steps.</param>
/// <param name="Steps">The steps from the lowest load to the highest.</param>
/// <param name="Knee">The knee; null if the highest load was not an overload.</param>
/// <param name="Limits">The loads at which p99 exceeds 100 ms and 1 s.</param>
/// <param name="Recovery">The load after the highest one, equal to the load of the first step.</param>
/// <param name="RecoverySeconds">The time until the system was as before; null if it was not within the limit.</param>
/// <param name="Seconds">The run second by second.</param>
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
