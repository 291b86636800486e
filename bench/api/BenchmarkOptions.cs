using CommandLines;
using LocalStack.Configuration;

namespace ApiBenchmark;

/// <summary>The options of the program.</summary>
/// <param name="Flights">The number of real flights in the stack.</param>
/// <param name="Clients">The number of clients. Each client sends a query, waits for the response, and sends the next query.</param>
/// <param name="Duration">The duration of one measurement, without its warm-up.</param>
/// <param name="Seed">The seed of the random queries.</param>
/// <param name="DataFolder">The stack's data folder, which later runs reuse; <c>null</c> for the default folder.</param>
/// <param name="IsPaging">Whether the program reads all pages of flights instead of measuring queries.</param>
internal sealed record BenchmarkOptions(int Flights, int Clients, TimeSpan Duration, int Seed, string? DataFolder, bool IsPaging)
{
    /// <summary>The number of flights in the sample.</summary>
    private const int MaxFlights = 3_000_000;

    public string StackFolder => DataFolder ?? Path.Combine(BuildPaths.RepositoryRoot, ".local", $"bench-api-{Flights}");

    public static ProgramCommand<BenchmarkOptions> CreateCommand()
    {
        var flights = OptionOf.Count("--flights", "Number of real flights in the stack, up to 3m.", MaxFlights).WithDefault(200_000);
        var clients = OptionOf.Number(
            "--clients", "Number of concurrent clients. Each query is also measured with a single client.", 1, 1000)
            .WithDefault(64);
        var seconds = OptionOf.Number("--seconds", "Duration of each measurement.", 1, 3600).WithDefault(10);
        var seed = OptionOf.Number("--seed", "Seed of the random queries.", 0, int.MaxValue).WithDefault(1);
        var data = OptionOf.Text(
            "--data", "folder", "Data folder of the stack. A folder with the flights is reused (.local/bench-api-<flights>).");
        var paging = OptionOf.Flag(
            "--paging",
            "Follow nextLink through all flights while new flights are published, and count how often each flight is returned.");
        return new ProgramCommand<BenchmarkOptions>(
            "-c Release --project bench/api",
            "Measures how fast the HTTP API responds, compared with the same queries as SQL on the same DuckDB file. Exit code: 0 if it "
            + "completed; 1 after an error, or if paging missed a flight or returned one twice; 2 for invalid options.",
            [flights, clients, seconds, seed, data, paging],
            result => new BenchmarkOptions(
                result.GetValue(flights),
                result.GetValue(clients),
                TimeSpan.FromSeconds(result.GetValue(seconds)),
                result.GetValue(seed),
                result.GetValue(data),
                result.GetValue(paging)));
    }
}
