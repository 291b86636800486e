using System.Diagnostics;

namespace PeerBenchmark;

/// <summary>
/// Publishes events in batches with concurrent publishers. A batch is sent again until it is acknowledged, so at the end of a run all
/// events with numbers below <see cref="Acknowledged"/> are acknowledged.
/// </summary>
internal sealed class Publication(IMeasuredSystem system, EventSet events, int publishers, int batchSize)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private long _next;
    private long _start;
    private long _lastAcknowledgement;

    /// <summary>
    /// The number of acknowledged events. After the run, the acknowledged events are the events whose numbers are less than this value.
    /// </summary>
    public long Acknowledged { get; private set; }

    /// <summary>The longest time without an acknowledgement.</summary>
    public TimeSpan LongestPause { get; private set; }

    /// <summary>The number of failed sends, after each of which the batch was sent again.</summary>
    public int Repeated { get; private set; }

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <param name="count">The maximum number of events.</param>
    /// <param name="rate">The events per second, or <c>null</c> to publish as fast as the system acknowledges events.</param>
    /// <param name="stoppingToken">A token to end the run early, after the batches in progress are acknowledged.</param>
    /// <param name="cancellationToken">A token to cancel the run. Batches in progress remain unacknowledged.</param>
    /// <exception cref="TimeoutException">A batch was not acknowledged within five minutes.</exception>
    public async Task RunAsync(long count, double? rate, CancellationToken stoppingToken, CancellationToken cancellationToken)
    {
        _start = _lastAcknowledgement = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(_ =>
            Task.Run(() => RunPublisherAsync(count, rate, stoppingToken, cancellationToken), cancellationToken)));
    }

    private async Task RunPublisherAsync(long count, double? rate, CancellationToken stoppingToken, CancellationToken cancellationToken)
    {
        var publisher = system.NewPublisher();
        while (!stoppingToken.IsCancellationRequested && Interlocked.Add(ref _next, batchSize) - batchSize is var first && first < count)
        {
            // Event n is due n / rate seconds after the start. Late events are sent without a delay.
            if (first / rate is { } due && TimeSpan.FromSeconds(due) - Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            var batch = new List<ReadOnlyMemory<byte>>(batchSize);
            for (var number = first; number < Math.Min(first + batchSize, count); number++)
                batch.Add(events.BodyOf(number));
            for (var began = Stopwatch.GetTimestamp(); !await TryPublishAsync(publisher, batch, cancellationToken);)
            {
                if (Stopwatch.GetElapsedTime(began) > PublishTimeout)
                    throw new TimeoutException($"{system.Name} did not acknowledge a batch within {PublishTimeout.TotalMinutes} minutes.");
                await Task.Delay(RetryDelay, cancellationToken);
                await DisposeAsync(publisher);
                publisher = system.NewPublisher();
            }

            Acknowledge(batch.Count);
        }

        await DisposeAsync(publisher);
    }

    private async Task<bool> TryPublishAsync(
        IPublisher publisher, IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(batch, cancellationToken).WaitAsync(LongestSend, cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The clients throw many types of exceptions if a server is unavailable. The events might have been published.
            lock (_lock)
                Repeated++;
            return false;
        }
    }

    private void Acknowledge(int count)
    {
        lock (_lock)
        {
            Acknowledged += count;
            var pause = Stopwatch.GetElapsedTime(_lastAcknowledgement);
            LongestPause = pause > LongestPause ? pause : LongestPause;
            _lastAcknowledgement = Stopwatch.GetTimestamp();
        }
    }

    private static async Task DisposeAsync(IPublisher publisher)
    {
        try
        {
            await publisher.DisposeAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The publisher is disposed of because its connection is broken, so disposal can fail.
        }
    }
}
