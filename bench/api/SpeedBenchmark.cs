namespace ApiBenchmark;

/// <summary>Measures the same queries, first on the API and then on the stack's DuckDB file.</summary>
internal sealed class SpeedBenchmark(BenchmarkOptions options)
{
    private const int HotQueries = 200;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <returns><c>true</c> if no query failed.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        QueryMix mix;
        IReadOnlyList<string> columns;
        CandidateResults cached, uncached;
        await using (var stack = await Stack.StartWithFlightsAsync(options.StackFolder, options.Flights, cancellationToken))
        {
            mix = new QueryMix(await stack.Kusto.KnownFlightsAsync(cancellationToken));
            columns = await stack.Kusto.FlightColumnsAsync(cancellationToken);
            using var http = new HttpClient();
            var hot = mix.HotSet(HotQueries, new Random(options.Seed));
            cached = await MeasureAsync(
                "API, cached",
                () => new ApiTarget(http, stack.Api, skipCache: false),
                random => hot[random.Next(hot.Count)],
                cancellationToken);
            uncached = await MeasureAsync(
                "API, uncached", () => new ApiTarget(http, stack.Api, skipCache: true), mix.Next, cancellationToken);
        }

        using var database = FlightsDatabase.Open(options.StackFolder, columns);
        var sql = await MeasureAsync(
            "SQL on DuckDB", () => new DuckDbTarget(database.Database, database.Flights), mix.Next, cancellationToken);
        Console.Write(SpeedReport.Create(options, [cached, uncached], sql));
        return new[] { cached, uncached, sql }.All(candidate => candidate.Measurements.All(measurement => measurement.Errors == 0));
    }

    private async Task<CandidateResults> MeasureAsync(
        string name, Func<IQueryTarget> open, Func<Random, BenchmarkQuery> next, CancellationToken cancellationToken)
    {
        var measurements = new List<LoadMeasurement>();
        foreach (var clients in new[] { 1, options.Clients }.Distinct())
        {
            Console.WriteLine($"measuring {name}, clients: {clients}");
            // The warm-up uses another seed, so that its random queries differ from the measured queries.
            await new Load(clients, options.Seed + 1, TimeProvider.System).RunAsync(open, next, WarmUp, cancellationToken);
            measurements.Add(
                await new Load(clients, options.Seed, TimeProvider.System).RunAsync(open, next, options.Duration, cancellationToken));
        }

        return new CandidateResults(name, measurements);
    }
}
