using System.Diagnostics;
using System.Text.Json;

namespace KqlBenchmark;

/// <summary>Compares the queries, measures ingestion, and prints the results.</summary>
internal static class Benchmark
{
    private const int RowsPerRequest = 1000;
    private const int Requests = 600;
    private const int Clients = 4;

    /// <exception cref="InvalidOperationException">The engine rejected a request, or KQL and SQL return different results.</exception>
    public static async Task<int> RunAsync(KqlBenchmarkOptions options)
    {
        await using var engine = await Engine.StartAsync(
            options.Rows, stored => Console.Error.WriteLine($"{stored:N0} of {options.Rows:N0} flights"));

        Console.WriteLine($"{options.Rows:N0} flights, median of {options.Rounds} alternating rounds, {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"",-42} {"KQL ms",9} {"SQL ms",9} {"ratio",6} {"KQL CPU",9} {"SQL CPU",9} {"ratio",6}");
        var ratios = new List<(QueryPair Pair, double Elapsed, double Cpu)>();
        foreach (var pair in QueryPairs.All)
        {
            var sql = engine.SqlOf(pair);
            await CheckAsync(engine, pair, sql);
            var (kql, direct) = await Measurement.InTurnsAsync(
                options.Rounds, () => engine.QueryAsync(pair.Kql), () => Task.Run(() => engine.ExecuteSql(sql)));
            ratios.Add((pair, kql.Elapsed / direct.Elapsed, kql.Cpu / direct.Cpu));
            Console.WriteLine($"{pair.Name,-42} {Figures(kql.Elapsed, direct.Elapsed)} {Figures(kql.Cpu, direct.Cpu)}");
        }
        PrintMeans("geometric mean without JSON", ratios.Where(ratio => !ratio.Pair.ReadsJson));
        PrintMeans("geometric mean with JSON", ratios.Where(ratio => ratio.Pair.ReadsJson));

        await IngestAsync(engine, options.Rows);
        return 0;
    }

    /// <exception cref="InvalidOperationException">The results differ.</exception>
    public static async Task CheckAsync(Engine engine, QueryPair pair, string sql)
    {
        var (kql, isNumeric) = ResultSummary.Of(await engine.QueryAsync(pair.Kql));
        var direct = ResultSummary.Of(engine, sql, isNumeric);
        if (!kql.Matches(direct))
        {
            throw new InvalidOperationException(
                $"{pair.Name}: KQL returns {kql.Rows} rows with the sums {string.Join(", ", kql.Sums)}, and SQL "
                + $"{direct.Rows} with {string.Join(", ", direct.Sums)}.");
        }
    }

    private static string Figures(TimeSpan kql, TimeSpan sql) =>
        $"{kql.TotalMilliseconds,9:0.0} {sql.TotalMilliseconds,9:0.0} {kql / sql,6:0.00}";

    private static void PrintMeans(string name, IEnumerable<(QueryPair Pair, double Elapsed, double Cpu)> ratios)
    {
        var all = ratios.ToList();
        Console.WriteLine(
            $"{name,-42} {"",19} {Ratios.GeometricMean([.. all.Select(ratio => ratio.Elapsed)]),6:0.00} "
            + $"{"",19} {Ratios.GeometricMean([.. all.Select(ratio => ratio.Cpu)]),6:0.00}");
    }

    private static async Task IngestAsync(Engine engine, int rows)
    {
        var bodies = Enumerable.Range(0, Requests).Select(request => Lines(rows + 1 + (request * RowsPerRequest))).ToList();
        var next = -1;
        await engine.IngestAsync(Lines(rows + 1 + (Requests * RowsPerRequest)));
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var request && request < bodies.Count)
                await engine.IngestAsync(bodies[request]);
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var stored = (double)Requests * RowsPerRequest;
        Console.WriteLine(
            $"streaming ingestion, {RowsPerRequest:N0} rows per request, {Clients} clients: {stored / elapsed.TotalSeconds:N0} rows/s, "
            + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / stored:0.0} us of processor time per row");
    }

    /// <summary>Returns the rows of one request as JSON Lines.</summary>
    private static byte[] Lines(int first) => [.. Enumerable.Range(first, RowsPerRequest).SelectMany(i => Line(i).Append((byte)'\n'))];

    private static byte[] Line(int i) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        FlightId = $"F{i}",
        Airline = $"L{i % 8}",
        FlightNumber = $"{i % 10000}",
        Origin = $"A{i % 60:00}",
        Destination = $"A{i / 60 % 60:00}",
        ScheduledDeparture = new DateTime(2026, 1, 1, i % 24, i % 60, 0, DateTimeKind.Utc),
        DelayMinutes = (i % 240) - 20,
        DistanceKm = 200.5 + (i % 9000),
        Aircraft = $"CC-{i % 3001}",
        Status = "landed",
        IsCancelled = false,
        Extra = new { gate = $"G{i % 40}", passengers = i % 320 },
    });
}
