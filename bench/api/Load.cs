using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>
/// A closed loop: each client sends a query, waits for the response and sends the next query. The number of clients is the maximum number
/// of concurrent queries.
/// </summary>
internal sealed class Load(int clients, int seed, TimeProvider time)
{
    /// <summary>The maximum number of clients. Each pair of a seed and a client has its own random numbers.</summary>
    private const int MaxClients = 1000;

    private const int MaxMessages = 2;

    /// <param name="open">Opens a client's target.</param>
    /// <param name="next">
    /// Returns a client's next query. All clients call this function concurrently, each with its own random numbers.
    /// </param>
    /// <param name="duration">The time after which no query is sent. Outstanding responses are still read.</param>
    public async Task<LoadMeasurement> RunAsync(
        Func<IQueryTarget> open, Func<Random, BenchmarkQuery> next, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        // Each client has its own thread, because a call to DuckDB blocks its thread.
        var running = Enumerable.Range(0, clients)
            .Select(client => Task.Factory.StartNew(() => RunClientAsync(client), TaskCreationOptions.LongRunning).Unwrap())
            .ToList();
        var responses = (await Task.WhenAll(running)).SelectMany(client => client).ToList();
        var elapsed = time.GetElapsedTime(start);
        return new LoadMeasurement(
            clients,
            elapsed,
            responses.GroupBy(response => response.Kind).OrderBy(kind => kind.Key)
                .Select(kind => Figures(kind.Key, kind, elapsed)).ToList(),
            responses.Select(response => response.Error).OfType<string>().Take(MaxMessages).ToList());

        async Task<List<Response>> RunClientAsync(int client)
        {
            using var target = open();
            var random = new Random((seed * MaxClients) + client);
            var own = new List<Response>();
            while (time.GetElapsedTime(start) < duration)
            {
                var query = next(random);
                var started = time.GetTimestamp();
                var error = await target.ExecuteAsync(query, cancellationToken).ConfigureAwait(false);
                own.Add(new Response(query.Kind, time.GetElapsedTime(started), error));
            }

            return own;
        }
    }

    private static KindFigures Figures(QueryKind kind, IEnumerable<Response> responses, TimeSpan elapsed)
    {
        var all = responses.ToList();
        var times = LatencyStatistics.From(all.Where(response => response.Error is null).Select(response => response.Time));
        return new KindFigures(kind, times, all.Count / elapsed.TotalSeconds, all.Count - times.Count);
    }

    private readonly record struct Response(QueryKind Kind, TimeSpan Time, string? Error);
}
