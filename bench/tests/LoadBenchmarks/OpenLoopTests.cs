using System.Diagnostics;
using LoadBenchmark.Results;
using LoadBenchmark.Traffic;

namespace Bench.Tests.LoadBenchmarks;

public class OpenLoopTests
{
    [Test]
    public async Task Operations_start_before_earlier_operations_complete()
    {
        const int limit = 5;
        var (started, all, released) = (0, NewSource(), NewSource());
        var loop = new OpenLoop(Operation, (_, _) => { }, limit, TimeSpan.FromHours(1));
        using var stopping = new CancellationTokenSource();

        var running = loop.RunAsync(new ArrivalSchedule(1000, TimeSpan.FromHours(1)), stopping.Token);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await stopping.CancelAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That((started, loop.InFlight), Is.EqualTo((limit, limit)));
        released.SetResult();
        await loop.DrainAsync(CancellationToken.None);
        Assert.That(loop.InFlight, Is.Zero);

        Task Operation(long number, long dueAt)
        {
            if (Interlocked.Increment(ref started) == limit)
                all.SetResult();
            return released.Task;
        }
    }

    [Test]
    public async Task Requests_that_cannot_start_before_the_end_of_the_step_are_reported()
    {
        var (started, notStarted, released) = (0, 0, NewSource());
        var loop = new OpenLoop(
            (_, _) =>
            {
                Interlocked.Increment(ref started);
                return released.Task;
            },
            (_, _) => notStarted++,
            maxInFlight: 1,
            startTimeout: TimeSpan.FromHours(1));

        await loop.RunAsync(new ArrivalSchedule(1000, TimeSpan.FromMilliseconds(100)), CancellationToken.None);
        released.SetResult();
        await loop.DrainAsync(CancellationToken.None);

        Assert.That(started + notStarted, Is.EqualTo(100));
        Assert.That(notStarted, Is.GreaterThanOrEqualTo(99));
    }

    /// <summary>Some operations become due after the last tick of the step.</summary>
    [Test]
    public async Task Each_arrival_starts_if_the_concurrency_limit_permits()
    {
        var (started, notStarted) = (0, 0);
        var loop = new OpenLoop(
            (_, _) =>
            {
                Interlocked.Increment(ref started);
                return Task.CompletedTask;
            },
            (_, _) => notStarted++,
            maxInFlight: 10_000,
            startTimeout: TimeSpan.FromHours(1));

        await loop.RunAsync(new ArrivalSchedule(100_000, TimeSpan.FromMilliseconds(50)), CancellationToken.None);
        await loop.DrainAsync(CancellationToken.None);

        Assert.That((started, notStarted), Is.EqualTo((5000, 0)));
    }

    [Test]
    public void Latency_is_measured_from_the_scheduled_arrival_time()
    {
        var meter = new TrafficMeter();
        meter.Complete(Stopwatch.GetTimestamp() - (5 * Stopwatch.Frequency), events: 10);
        meter.Abandon(Stopwatch.GetTimestamp() - (20 * Stopwatch.Frequency), "too late");
        meter.Fail("status 503");

        var sum = new TrafficSum();
        sum.Add(meter.Read());
        sum.Add(meter.Read());
        var figures = sum.Figures(target: 7, TimeSpan.FromSeconds(2));

        Assert.Multiple(() =>
        {
            Assert.That((figures.Target, figures.Reached, figures.ErrorCount), Is.EqualTo((7d, 5d, 2L)));
            Assert.That(figures.Errors, Is.EqualTo(new Dictionary<string, long> { ["status 503"] = 1, ["too late"] = 1 }));
            Assert.That(figures.Latency!.Count, Is.EqualTo(2), "a fast error has no recorded latency");
            Assert.That(figures.Latency.P50, Is.GreaterThanOrEqualTo(4990));
            Assert.That(figures.Latency.Max, Is.GreaterThanOrEqualTo(19_900));
            Assert.That(sum.ShareWithin(1000), Is.Zero);
            Assert.That(sum.ShareWithin(10_000), Is.EqualTo(0.5));
            Assert.That(sum.ShareWithin(10_000, missing: 2), Is.EqualTo(0.25), "missing operations exceed the limit");
        });
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
