using System.Globalization;
using System.Reflection;

namespace ApiBenchmark;

/// <summary>The options of the program.</summary>
/// <param name="Flights">Real flights that the stack holds.</param>
/// <param name="Clients">Of the load; each sends a query, waits for the response, and sends the next.</param>
/// <param name="Duration">Of one measurement, after its warm-up.</param>
/// <param name="Seed">Of the queries.</param>
/// <param name="DataFolder">Of the stack, kept for the next run.</param>
/// <param name="IsPaging">Walk through all flights instead of measuring queries.</param>
/// <param name="IsHelpWanted">Print the usage, do nothing.</param>
internal sealed record BenchmarkOptions(
    int Flights, int Clients, TimeSpan Duration, int Seed, string? DataFolder, bool IsPaging, bool IsHelpWanted)
{
    public const string Usage =
        """
        Measures how fast the HTTP API responds, beside the same queries as SQL on the same DuckDB file.

        Usage: dotnet run -c Release --project bench/api -- [options]

          --flights 200k     real flights in the stack, up to 3m (200k)
          --clients 64       how many send queries at once; each query is measured with a single client, too (64)
          --seconds 10       how long each measurement takes (10)
          --seed 1           of the queries (1)
          --data <folder>    of the stack; a folder that has the flights is used again (.local/bench-api-<flights>)
          --paging           walk through all flights by nextLink while new ones are published, and count who was seen how often
          --help             this text

        Exit code: 0 when all went well, 1 after any error or a flight that paging missed or showed twice, 2 for wrong options.
        """;

    /// <summary>What the sample has.</summary>
    private const int MaxFlights = 3_000_000;

    private static readonly BenchmarkOptions Default = new(200_000, 64, TimeSpan.FromSeconds(10), 1, null, false, false);

    public string StackFolder => DataFolder ?? Path.Combine(RepositoryRoot, ".local", $"bench-api-{Flights}");

    private static string RepositoryRoot => typeof(BenchmarkOptions).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == nameof(RepositoryRoot)).Value!;

    /// <exception cref="ArgumentException">An option is unknown or invalid; the message names it.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var options = Default;
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--flights" => options with { Flights = Count(ref i) },
                "--clients" => options with { Clients = Number(ref i, 1, 1000) },
                "--seconds" => options with { Duration = TimeSpan.FromSeconds(Number(ref i, 1, 3600)) },
                "--seed" => options with { Seed = Number(ref i, 0, int.MaxValue) },
                "--data" => options with { DataFolder = Next(ref i) },
                "--paging" => options with { IsPaging = true },
                "--help" or "-h" => options with { IsHelpWanted = true },
                _ => throw new ArgumentException($"'{args[i]}' is not an option."),
            };
        }

        return options;

        string Next(ref int i) => ++i < args.Count ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");

        int Number(ref int i, int min, int max) =>
            Whole(Next(ref i)) is { } number && number >= min && number <= max
                ? number
                : throw new ArgumentException($"{args[i - 1]} needs a whole number from {min} to {max}, not '{args[i]}'.");

        int Count(ref int i)
        {
            var text = Next(ref i);
            var factor = char.ToLowerInvariant(text.LastOrDefault()) switch
            {
                'k' => 1_000,
                'm' => 1_000_000,
                _ => 1,
            };
            return Whole(factor == 1 ? text : text[..^1]) is { } number and > 0 && number <= MaxFlights / factor
                ? number * factor
                : throw new ArgumentException($"{args[i - 1]} needs a number like 500, 200k or 3m, up to {MaxFlights}, not '{text}'.");
        }
    }

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
