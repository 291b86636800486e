using LoadBenchmark.Results;

namespace LoadBenchmark.Ramps;

/// <summary>A measured ramp.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">For readers.</param>
/// <param name="Unit">Of the levels.</param>
/// <param name="Levels">Of the steps.</param>
/// <param name="Steps">From the lowest load to the highest.</param>
/// <param name="Knee">Null if the highest load was no overload.</param>
/// <param name="Limits">Where p99 passes 100 ms and 1 s.</param>
/// <param name="Recovery">The load after the highest one, which is that of the first step.</param>
/// <param name="RecoverySeconds">Until it was as before; null if it was not within the time given to it.</param>
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
