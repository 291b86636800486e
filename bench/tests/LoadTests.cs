using ApiBenchmark;

namespace Bench.Tests;

public class LoadTests
{
    private static readonly BenchmarkQuery PointRead = new FlightById("a");
    private static readonly BenchmarkQuery Search = new Departures("SCL", new DateOnly(2001, 5, 1));

    [Test]
    public async Task Each_client_has_its_own_target_and_one_query_at_a_time()
    {
        var targets = new List<Target>();

        await RunAsync(3, targets, _ => PointRead);

        Assert.Multiple(() =>
        {
            Assert.That(targets, Has.Count.EqualTo(3));
            Assert.That(targets.All(target => target is { IsDisposed: true, MaxConcurrent: <= 1 }), Is.True);
        });
    }

    [Test]
    public async Task Each_kind_of_query_has_its_own_latencies_without_errors()
    {
        var next = 0;

        // Ten queries of 100 ms each take one second.
        var measurement = await RunAsync(1, [], _ => next++ % 2 == 0 ? PointRead : Search);

        var took = TimeSpan.FromMilliseconds(100);
        Assert.Multiple(() =>
        {
            Assert.That(
                measurement.Kinds.Select(kind =>
                    (kind.Kind, kind.Latency.Count, kind.Latency.P50, kind.Latency.Max, kind.RequestsPerSecond, kind.Errors)),
                Is.EqualTo(new[]
                {
                    (QueryKind.PointRead, 5, took, took, 5.0, 0),
                    (QueryKind.Search, 0, TimeSpan.Zero, TimeSpan.Zero, 5.0, 5),
                }));
            Assert.That((measurement.Elapsed, measurement.RequestsPerSecond, measurement.Errors),
                Is.EqualTo((TimeSpan.FromSeconds(1), 10, 5)));
        });
    }

    [Test]
    public async Task Only_the_first_two_of_many_errors_are_reported()
    {
        var next = 0;

        var measurement = await RunAsync(1, [], _ => new FlightById($"lost-{next++}"));

        Assert.That(measurement.Messages, Is.EqualTo(new[] { "lost-0", "lost-1" }));
    }

    private static Task<LoadMeasurement> RunAsync(int clients, List<Target> targets, Func<Random, BenchmarkQuery> next)
    {
        var time = new SteppedTime();
        return new Load(clients, seed: 1, time).RunAsync(Open, next, TimeSpan.FromSeconds(1), CancellationToken.None);

        Target Open()
        {
            var target = new Target(time);
            lock (targets)
                targets.Add(target);
            return target;
        }
    }

    /// <summary>A clock that advances only when a query is executed.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public void Step() => Interlocked.Add(ref _now, 100);
    }

    private sealed class Target(SteppedTime time) : IQueryTarget
    {
        private int _concurrent;

        public int MaxConcurrent { get; private set; }

        public bool IsDisposed { get; private set; }

        public async ValueTask<string?> ExecuteAsync(BenchmarkQuery query, CancellationToken cancellationToken)
        {
            MaxConcurrent = Math.Max(MaxConcurrent, Interlocked.Increment(ref _concurrent));
            await Task.Yield();
            time.Step();
            Interlocked.Decrement(ref _concurrent);
            return query switch
            {
                FlightById { FlightId: "a" } => null,
                FlightById { FlightId: var id } => id,
                _ => "no searches today",
            };
        }

        public void Dispose() => IsDisposed = true;
    }
}
