using System.Text.Json;
using System.Text.Json.Serialization;
using LoadBenchmark.Drills;
using LoadBenchmark.Ramps;
using LoadBenchmark.Results;

namespace LoadBenchmark.Report;

/// <summary>The result of a run. The result is stored as JSON, from which the report and charts are generated.</summary>
/// <param name="Machine">A description of the machine for the report.</param>
/// <param name="Cores">The number of cores in the machine.</param>
/// <param name="Command">The command line that repeats the run.</param>
/// <param name="Date">The date of the run.</param>
/// <param name="Flights">The number of real flights in the stack.</param>
/// <param name="StepSeconds">The duration of each step of a ramp.</param>
/// <param name="Ramps">The measured ramps. The list can be empty.</param>
/// <param name="Steady">The steps at steady event rates. The list can be empty.</param>
/// <param name="Drills">The measured drills. The list can be empty.</param>
internal sealed record LoadResult(
    string Machine,
    int Cores,
    string Command,
    DateOnly Date,
    int Flights,
    double StepSeconds,
    IReadOnlyList<Ramp> Ramps,
    IReadOnlyList<Step> Steady,
    IReadOnlyList<DrillResult> Drills)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <returns>The result, or <c>null</c> if the file does not exist.</returns>
    /// <exception cref="JsonException">Another version of the program wrote the file.</exception>
    public static LoadResult? Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<LoadResult>(File.ReadAllBytes(path), Options) : null;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Options) + "\n");
}
