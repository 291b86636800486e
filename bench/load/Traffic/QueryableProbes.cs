using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalStack.Demo;
using LocalStack.Kusto;
using Verify;

namespace LoadBenchmark.Traffic;

/// <summary>
/// Publishes single events (probes) with the SDK on a schedule, and queries until each probe is returned. Latency is measured from the time
/// at which the probe was due. One query searches for all missing probes, so that many missing probes do not add a significant load.
/// </summary>
internal sealed class QueryableProbes : ITraffic, IAsyncDisposable
{
    private const int MaxInFlight = 64;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The time after which a probe that is not queryable counts as an error and is abandoned.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly RunPlan _plan;
    private readonly Func<KustoRestClient> _kusto;
    private readonly EventHubProducerClient _producer;
    private readonly OpenLoop _loop;
    private readonly ConcurrentDictionary<string, Probe> _missing = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _polling;

    public QueryableProbes(EventHubProducerClient producer, RunPlan plan, Func<KustoRestClient> kusto)
    {
        (_producer, _plan, _kusto) = (producer, plan, kusto);
        _loop = new OpenLoop(SendAsync, (_, dueAt) => Meter.Abandon(dueAt, ApiTraffic.NotSent), MaxInFlight, StartTimeout);
        _polling = Task.Run(PollAsync);
    }

    public TrafficMeter Meter { get; } = new();

    /// <summary>The number of probes that were sent but are not queryable yet.</summary>
    public int Missing => _missing.Count;

    public Task RunAsync(double rate, TimeSpan duration, CancellationToken cancellationToken) =>
        _loop.RunAsync(new ArrivalSchedule(rate, duration), cancellationToken);

    /// <summary>Returns the number of probes that have been missing for longer than <paramref name="time"/>.</summary>
    public int MissingFor(TimeSpan time) => _missing.Values.Count(probe => Stopwatch.GetElapsedTime(probe.DueAt) > time);

    /// <summary>Returns the longest time for which a probe has been missing.</summary>
    public TimeSpan OldestMissing() => _missing.Values.Select(probe => Stopwatch.GetElapsedTime(probe.DueAt)).DefaultIfEmpty().Max();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _polling;
        await _producer.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task SendAsync(long number, long dueAt)
    {
        var id = $"{_plan.ProbePrefix}{number}";
        try
        {
            _missing[id] = new Probe(dueAt, DateTimeOffset.UtcNow);
            await _producer.SendAsync([new EventData(_plan.ProbeOf((int)number)) { ContentType = "application/json" }]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The SDK does not wrap the exceptions of a broken connection, such as SocketException. The event might have been stored, but
            // the probe counts as an error.
            if (_missing.TryRemove(id, out _))
                Meter.Abandon(dueAt, "not published");
        }
    }

    private async Task PollAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var pause = Idle;
            if (!_missing.IsEmpty)
            {
                var start = Stopwatch.GetTimestamp();
                pause = await LookAsync() ? Longer(ShortestPause, Stopwatch.GetElapsedTime(start)) : RetryDelay;
            }

            await Task.Delay(pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns><c>true</c> if the query succeeded.</returns>
    private async Task<bool> LookAsync()
    {
        foreach (var (id, probe) in _missing)
        {
            if (Stopwatch.GetElapsedTime(probe.DueAt) > LongestSearch && _missing.TryRemove(id, out _))
                Meter.Abandon(probe.DueAt, $"not queryable within {LongestSearch.TotalMinutes:0} minutes");
        }

        // A concurrent send that fails can remove the last probe.
        var sent = _missing.Values.Select(probe => probe.SentAt).ToList();
        if (sent.Count == 0)
            return true;

        // The hub runs on this machine, so one second covers any clock difference.
        var since = sent.Min().AddSeconds(-1);
        var query = $"FlightEvents | where EnqueuedAt > {KqlText.From(since)} and EventId startswith_cs '{_plan.ProbePrefix}' "
            + "| project EventId";
        try
        {
            foreach (var row in await _kusto().QueryAsync(query, _stopping.Token))
            {
                if (_missing.TryRemove(row[0].GetString()!, out var probe))
                    Meter.Complete(probe.DueAt);
            }

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or KustoRestException or OperationCanceledException
            or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The engine is unavailable, or its response ends with an error. This delay is part of the time until the event is queryable.
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed record Probe(long DueAt, DateTimeOffset SentAt);
}
