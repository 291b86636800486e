using System.Diagnostics;
using LoadBenchmark.Results;
using LoadBenchmark.Traffic;

namespace LoadBenchmark.Runs;

/// <summary>Runs steps one after another on one system and reads the meters once per second.</summary>
/// <param name="api">Sends requests to the HTTP API.</param>
/// <param name="events">Publishes events in batches.</param>
/// <param name="probes">Publishes single events and measures the time until they are queryable.</param>
/// <param name="backlog">Reads the hub's backlog.</param>
/// <param name="processes">Reads the processor time and memory of each process.</param>
/// <param name="viewsAsync">Returns a task that completes when the database's views include all stored events.</param>
/// <param name="progress">Displays the state of the run.</param>
internal sealed class Session(
    ApiTraffic api, EventTraffic events, QueryableProbes probes, BacklogMeter backlog, ProcessMeter processes,
    Func<CancellationToken, Task> viewsAsync, Action<string> progress)
{
    /// <summary>The target for the time from publishing an event until it is queryable.</summary>
    private const double TargetMilliseconds = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(1);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<Second> _seconds = [];

    public IReadOnlyList<Second> Seconds => _seconds;

    /// <summary>The time since the start of the run, in seconds.</summary>
    public double Now => Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 2);

    /// <summary>Runs a step. An operation counts for the step in which it completes, regardless of when it was due.</summary>
    /// <param name="plan">The load and the duration.</param>
    /// <param name="shouldStop">Returns whether to end the step early. The function is called once per second.</param>
    public async Task<Step> RunAsync(StepPlan plan, Func<bool>? shouldStop, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (waiting, acknowledged) = (await backlog.ReadAsync(cancellationToken), events.Acknowledged);
        var sums = new StepSums();
        var (began, start) = (Now, Stopwatch.GetTimestamp());
        var load = Task.WhenAll(
            api.RunAsync(plan.Api, plan.Duration, ending.Token),
            events.RunAsync(plan.Events, plan.Duration, ending.Token),
            probes.RunAsync(plan.Probes, plan.Duration, ending.Token));
        var last = start;
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(Interval, cancellationToken));
            if (load.IsCompleted && Stopwatch.GetElapsedTime(last) < Interval / 2)
                continue; // The remainder of the last second is too short for a data point, so the next step includes it.
            sums.Add(await ReadAsync(Stopwatch.GetElapsedTime(last), plan, cancellationToken));
            last = Stopwatch.GetTimestamp();
            if (shouldStop?.Invoke() ?? false)
                await ending.CancelAsync();
        }

        await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var (elapsed, loaded) = (last > start ? Stopwatch.GetElapsedTime(start, last) : Interval, Stopwatch.GetElapsedTime(start));
        var (waitingAtEnd, added) = (await backlog.ReadAsync(cancellationToken), events.Acknowledged - acknowledged);
        return new Step(
            plan.Name,
            began,
            Math.Round(elapsed.TotalSeconds, 2),
            plan.Api > 0 ? sums.Api.Figures(plan.Api, elapsed) : null,
            plan.Api > 0 ? sums.Cached.Figures(plan.Api * (1 - ApiTraffic.UncachedShare), elapsed) : null,
            plan.Api > 0 ? sums.Uncached.Figures(plan.Api * ApiTraffic.UncachedShare, elapsed) : null,
            plan.Events > 0 ? sums.Publish.Figures(plan.Events, elapsed) : null,
            plan.Probes > 0 ? sums.Queryable.Figures(plan.Probes, elapsed) : null,
            StoredPerSecond(added, waiting, waitingAtEnd, loaded),
            waitingAtEnd,
            processes.Take(elapsed))
        {
            ShareWithinTarget = sums.Queryable.ShareWithin(
                TargetMilliseconds, probes.MissingFor(TimeSpan.FromMilliseconds(TargetMilliseconds))),
        };
    }

    /// <summary>
    /// Waits up to a minute until the backlog is empty, all probes are queryable and the views include all events, so that a step does not
    /// affect the next step.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < LongestSettling;)
        {
            if (await backlog.ReadAsync(cancellationToken) == 0 && probes.Missing == 0)
                break;
            progress($"{Now,6:N0} s  settling: {backlog.Waiting:N0} events wait");
            await Task.Delay(Interval, cancellationToken);
        }

        try
        {
            await viewsAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            progress($"{Now,6:N0} s  settling: the views do not include all events yet");
        }

        // Discard the operations that completed while the system was settling, because these operations belong to no step.
        await ReadMetersAsync(cancellationToken);
        processes.Take(Interval);
    }

    /// <summary>
    /// Returns the rate at which events left the backlog: the acknowledged events plus the decrease in the backlog, per second.
    /// </summary>
    internal static double? StoredPerSecond(long acknowledged, double? before, double? after, TimeSpan elapsed) =>
        before is null || after is null ? null : Math.Round((acknowledged + before.Value - after.Value) / elapsed.TotalSeconds, 1);

    private async Task<Readings> ReadAsync(TimeSpan elapsed, StepPlan plan, CancellationToken cancellationToken)
    {
        var readings = await ReadMetersAsync(cancellationToken);
        var second = new Second(
            Now,
            Math.Round(readings.Api.Completed / elapsed.TotalSeconds, 1),
            readings.Api.Errors.Values.Sum(),
            Latency.From(readings.Api.Latencies)?.P99,
            Math.Round(readings.Publish.Completed / elapsed.TotalSeconds, 1),
            readings.Publish.Errors.Values.Sum(),
            Latency.From(readings.Queryable.Latencies)?.P99 ?? OldestProbe(),
            backlog.Waiting);
        _seconds.Add(second);
        progress(ProgressText.From(plan, second));
        return readings;
    }

    private async Task<Readings> ReadMetersAsync(CancellationToken cancellationToken)
    {
        await processes.ReadAsync(cancellationToken);
        return new Readings(api.All.Read(), api.Cached.Read(), api.Uncached.Read(), events.Meter.Read(), probes.Meter.Read());
    }

    /// <summary>Returns the age of the oldest probe that is not queryable yet. The age is a lower bound of the probe's latency.</summary>
    private double? OldestProbe() => probes.Missing == 0 ? null : Math.Round(probes.OldestMissing().TotalMilliseconds, 2);

    private sealed record Readings(
        TrafficReading Api, TrafficReading Cached, TrafficReading Uncached, TrafficReading Publish, TrafficReading Queryable);

    private sealed class StepSums
    {
        public TrafficSum Api { get; } = new();

        public TrafficSum Cached { get; } = new();

        public TrafficSum Uncached { get; } = new();

        public TrafficSum Publish { get; } = new();

        public TrafficSum Queryable { get; } = new();

        public void Add(Readings readings)
        {
            Api.Add(readings.Api);
            Cached.Add(readings.Cached);
            Uncached.Add(readings.Uncached);
            Publish.Add(readings.Publish);
            Queryable.Add(readings.Queryable);
        }
    }
}
