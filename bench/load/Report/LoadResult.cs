using System.Text.Json;
using System.Text.Json.Serialization;
using LoadBenchmark.Drills;
using LoadBenchmark.Ramps;
using LoadBenchmark.Results;

namespace LoadBenchmark.Report;

/// <summary>The result of a run: the content of the JSON file, from which report and charts follow.</summary>
/// <param name="Machine">The system, for readers.</param>
/// <param name="Cores">The cores of the machine.</param>
/// <param name="Command">The command line that repeats the run.</param>
/// <param name="Date">The date of the run.</param>
/// <param name="Flights">Real flights that the API has.</param>
/// <param name="StepSeconds">The duration of each step of a ramp.</param>
/// <param name="Ramps">The ramps, if any.</param>
/// <param name="Steady">Steps at a steady rate of events; may be empty.</param>
/// <param name="Drills">The drills, if any.</param>
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

    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="JsonException">The file is of another version of the program.</exception>
    public static LoadResult? Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<LoadResult>(File.ReadAllBytes(path), Options) : null;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Options) + "\n");
}
