using System.Diagnostics;
using LoadBenchmark.Results;
using LoadBenchmark.Traffic;

namespace LoadBenchmark.Runs;

/// <summary>The load of a step.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Api">Requests per second.</param>
/// <param name="Events">Events per second.</param>
/// <param name="Probes">Probes per second.</param>
/// <param name="Duration">The duration of the step.</param>
internal sealed record StepPlan(string Name, double Api, double Events, double Probes, TimeSpan Duration);

/// <summary>Runs steps sequentially on one system and reads the meters once per second.</summary>
/// <param name="api">The requests to the HTTP API.</param>
/// <param name="events">The events that are published in batches.</param>
/// <param name="probes">The single events that are timed until queryable.</param>
/// <param name="backlog">The events that wait in the hub.</param>
/// <param name="processes">Processor time and memory.</param>
/// <param name="viewsAsync">Completes when the views of the database have all stored events.</param>
/// <param name="progress">Shows the state of the run.</param>
internal sealed class Session(
    ApiTraffic api, EventTraffic events, QueryableProbes probes, BacklogMeter backlog, ProcessMeter processes,
    Func<CancellationToken, Task> viewsAsync, Action<string> progress)
{
    /// <summary>The aim for an event, from publishing until it is queryable.</summary>
    private const double TargetMilliseconds = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(1);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<Second> _seconds = [];

    public IReadOnlyList<Second> Seconds => _seconds;

    /// <summary>Seconds since the start of the run.</summary>
    public double Now => Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 2);

    /// <summary>Runs a step. Operations that complete in it count for it, regardless of when they were due.</summary>
    /// <param name="plan">The load and the duration.</param>
    /// <param name="isEnough">Whether to end the step before its time; called once per second.</param>
    /// <param name="cancellationToken">A token to cancel the run.</param>
    public async Task<Step> RunAsync(StepPlan plan, Func<bool>? isEnough, CancellationToken cancellationToken)
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
                continue; // The rest of the last second is not worth a point of its own; the next step counts it.
            sums.Add(await ReadAsync(Stopwatch.GetElapsedTime(last), plan, cancellationToken));
            last = Stopwatch.GetTimestamp();
            if (isEnough?.Invoke() ?? false)
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
    /// Waits until no event waits, no probe is missing and the views have all events, so that a step is not affected by the previous one;
    /// for a minute at most.
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
            progress($"{Now,6:N0} s  settling: the views still lack events");
        }

        // Operations that completed while settling belong to no step.
        await ReadMetersAsync(cancellationToken);
        processes.Take(Interval);
    }

    /// <summary>The rate at which events left the backlog: those that were added to it and are not in it.</summary>
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

    /// <summary>Returns the age of the oldest missing probe, a lower bound of its latency.</summary>
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
