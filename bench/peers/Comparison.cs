using System.Diagnostics;
using System.Text.Json;
using ApiBenchmark;

namespace PeerBenchmark;

/// <summary>
/// Starts the peer and the local stack and measures them alternately. Each system is idle while the other system is measured.
/// </summary>
internal sealed class Comparison(PeerOptions options, string folder, Action<string> progress)
{
    public const int Publishers = 8;
    public const int BatchSize = 100;
    public const int KillRate = 2000;

    private const int KillBatchSize = 25;
    public const int HotQueries = 200;
    private const int ComparedQueries = 20;
    private const int Seed = 1;

    private static readonly string[] ComparedProperties = ["flightId", "origin", "destination", "delayMinutes", "status"];

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The time between kills, before the first kill, and after the last kill.</summary>
    private static readonly TimeSpan Running = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<int> Clients { get; } = [16, 64];

    public async Task<ComparisonResult> RunAsync(CancellationToken cancellationToken)
    {
        progress("starting both systems");
        var packages = await DebianPackages.FindAsync(cancellationToken);
        var setting = await Surroundings.ReadAsync(packages, cancellationToken);
        await using var peer = await Peer.StartAsync(packages, folder, cancellationToken);
        await using var ours = await LocalSystem.StartAsync(Path.Combine(folder, "stack"), cancellationToken);
        IMeasuredSystem[] sides = [peer, ours];

        progress($"loading {options.Flights:N0} flights into both");
        var (sample, queries) = EventSet.Sample(options.Flights);
        foreach (var side in sides)
        {
            await PublishAsync(side, sample, options.Flights, cancellationToken);
            await side.SettleAsync(cancellationToken);
        }

        await CompareResponsesAsync(peer, ours, queries, cancellationToken);
        var reads = new List<ReadResult>();
        foreach (var kind in new[] { QueryKind.PointRead, QueryKind.Search })
        {
            foreach (var clients in Clients)
                reads.Add(await ReadAsync(peer, ours, queries, kind, clients, cancellationToken));
        }

        var rounds = new List<Pair<PublishRound>>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            progress($"publishing, round {round} of {options.Rounds}");
            var ofPeer = await PublishAsync(peer, EventSet.Plan(), options.Events, cancellationToken);
            rounds.Add(new Pair<PublishRound>(ofPeer, await PublishAsync(ours, EventSet.Plan(), options.Events, cancellationToken)));
        }

        var kills = new List<KillResult>();
        foreach (var side in sides)
            kills.Add(await KillAsync(side, cancellationToken));
        return new ComparisonResult(
            setting, options, queries.FlightsPerList, rounds, reads, kills,
            await CountLinesAsync(cancellationToken));
    }

    private static async Task<CodeLines> CountLinesAsync(CancellationToken cancellationToken) => new(
        await LineCount.InRepositoryAsync(cancellationToken, "bench/peers/peer"),
        await LineCount.InRepositoryAsync(
            cancellationToken, "Functions/Events/*.cs", "Functions/Ingestion/*.cs", "Functions/Kusto/*.cs", "Functions/Flights/*.cs"),
        await LineCount.InRepositoryAsync(cancellationToken, "Functions/*.cs"),
        await LineCount.InRepositoryAsync(cancellationToken, "kusto/schema.kql"),
        await LineCount.InRepositoryAsync(cancellationToken, "local/*.cs", ":!local/tests", ":!local/standins"));

    /// <summary>Publishes events as fast as the system acknowledges them, and waits until a query counts all events.</summary>
    private static async Task<PublishRound> PublishAsync(
        IMeasuredSystem side, EventSet events, int count, CancellationToken cancellationToken)
    {
        var publication = new Publication(side, events, Publishers, BatchSize);
        await publication.RunAsync(count, rate: null, CancellationToken.None, cancellationToken);
        var acknowledged = publication.Elapsed;
        var stored = await WaitUntilAsync(() => side.StoredAsync(events.IdPrefix, cancellationToken), count, cancellationToken);
        if (stored < count)
            throw new TimeoutException($"{side.Name} stored {stored:N0} of {count:N0} events within {WaitTimeout.TotalMinutes} minutes.");
        return new PublishRound(count / acknowledged.TotalSeconds, count / publication.Elapsed.TotalSeconds);
    }

    /// <returns>The last count, which is less than <paramref name="wanted"/> after a timeout of two minutes.</returns>
    private static async Task<long> WaitUntilAsync(Func<Task<long>> count, long wanted, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var counted = await count();
            if (counted >= wanted || Stopwatch.GetElapsedTime(start) > WaitTimeout)
                return counted;
            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>
    /// Verifies that both systems return the same flights. If the flights differed, the figures of the systems would not be comparable.
    /// </summary>
    private static async Task CompareResponsesAsync(
        IMeasuredSystem peer, IMeasuredSystem ours, QueryWorkload queries, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        using var http = new HttpClient();
        for (var i = 0; i < ComparedQueries; i++)
        {
            var path = queries.Next(i % 2 == 0 ? QueryKind.PointRead : QueryKind.Search, random).Path;
            var (ofPeer, ofOurs) = (await FlightsAsync(peer), await FlightsAsync(ours));
            if (ofPeer.Count == 0 || !ofPeer.SequenceEqual(ofOurs))
            {
                throw new InvalidOperationException(
                    $"GET {path}: the peer returns {string.Join(", ", ofPeer)} and the stack {string.Join(", ", ofOurs)}.");
            }

            async Task<IReadOnlyList<string>> FlightsAsync(IMeasuredSystem side)
            {
                using var body = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(side.Api, path), cancellationToken));
                var root = body.RootElement;
                JsonElement[] flights = root.TryGetProperty("value", out var list) ? [.. list.EnumerateArray()] : [root];
                return [.. flights.Select(flight => string.Join(' ', ComparedProperties.Select(name => flight.GetProperty(name))))];
            }
        }
    }

    private async Task<ReadResult> ReadAsync(
        IMeasuredSystem peer, IMeasuredSystem ours, QueryWorkload queries, QueryKind kind, int clients, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var hot = Enumerable.Range(0, HotQueries).Select(_ => queries.Next(kind, random)).ToList();
        return new ReadResult(
            kind,
            clients,
            await MeasureAsync("peer", peer, skipCache: false, own => queries.Next(kind, own)),
            await MeasureAsync("stack, uncached", ours, skipCache: true, own => queries.Next(kind, own)),
            await MeasureAsync("stack, cached", ours, skipCache: false, own => hot[own.Next(hot.Count)]));

        async Task<KindFigures> MeasureAsync(string name, IMeasuredSystem side, bool skipCache, Func<Random, BenchmarkQuery> next)
        {
            progress($"measuring {kind}, {name}, {clients} clients");
            using var http = new HttpClient();
            var load = new Load(clients, Seed, TimeProvider.System);
            IQueryTarget Open() => new ApiTarget(http, side.Api, skipCache);
            await load.RunAsync(Open, next, options.WarmUp, cancellationToken);
            var measurement = await load.RunAsync(Open, next, options.Duration, cancellationToken);
            return measurement.Errors == 0
                ? measurement.Kinds.Single()
                : throw new InvalidOperationException($"{measurement.Errors} requests failed: {measurement.Messages[0]}");
        }
    }

    private async Task<KillResult> KillAsync(IMeasuredSystem side, CancellationToken cancellationToken)
    {
        var events = EventSet.Plan();
        var publication = new Publication(side, events, Publishers, KillBatchSize);
        using var stopping = new CancellationTokenSource();
        var publishing = publication.RunAsync(long.MaxValue, KillRate, stopping.Token, cancellationToken);
        var killed = new Dictionary<string, int>();
        for (var kill = 0; kill < options.Kills; kill++)
        {
            await Task.Delay(Running, cancellationToken);
            var service = side.Services[kill % side.Services.Count];
            progress($"killing {side.Name}, {service}");
            await side.RestartAsync(service, cancellationToken);
            killed[service] = killed.GetValueOrDefault(service) + 1;
        }

        await Task.Delay(Running, cancellationToken);
        await stopping.CancelAsync();
        await publishing;
        var start = Stopwatch.GetTimestamp();

        // An event that was sent again can be stored twice, so only the number of distinct events shows that all events are stored.
        await WaitUntilAsync(
            async () => (await side.VisibleAsync(events.IdPrefix, cancellationToken)).Events, publication.Acknowledged, cancellationToken);
        var settled = Stopwatch.GetElapsedTime(start);
        var (visible, rows) = await side.VisibleAsync(events.IdPrefix, cancellationToken);
        return new KillResult(
            side.Name, killed, publication.Acknowledged, publication.Acknowledged - visible, rows - visible, publication.Repeated,
            publication.LongestPause, settled);
    }
}
