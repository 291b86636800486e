using System.Diagnostics;
using Azure.Messaging.EventHubs;

namespace Verify;

/// <summary>
/// Sends the run's events at a constant rate. The events of each partition are sent in order, one batch at a time. If the result of a send
/// is unknown, the batch is sent again until it is acknowledged. Late batches are sent without a pause, so that an interruption does not
/// reduce the total load.
/// </summary>
internal sealed class Publisher(Target target, ObservedEvents observed, int rate, int batchSize)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly long[] _ends = new long[observed.Plan.Partitions];
    private long _start;
    private long _published;
    private long _uncertainSends;

    public long Published => Volatile.Read(ref _published);

    /// <summary>Whether all events that were due a second ago have been published.</summary>
    public bool IsOnSchedule => Published >= (Stopwatch.GetElapsedTime(_start).TotalSeconds - 1) * rate;

    /// <summary>The highest number of a published event, plus one.</summary>
    public long End => _ends.Max();

    /// <summary>The number of failed sends for which it is unknown whether the hub received the events.</summary>
    public long UncertainSends => Volatile.Read(ref _uncertainSends);

    /// <summary>Sends the run's events.</summary>
    /// <param name="events">The maximum number of events.</param>
    /// <param name="stoppingToken">A token to end the run early, after the batches in progress are acknowledged.</param>
    /// <param name="cancellationToken">A token to cancel the run without waiting for acknowledgements.</param>
    public async Task RunAsync(long events, CancellationToken stoppingToken, CancellationToken cancellationToken)
    {
        var partitions = observed.Plan.Partitions;
        _start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => Task.Run(
            () => RunPartitionAsync(partition, events, stoppingToken, cancellationToken), cancellationToken)));
    }

    private async Task RunPartitionAsync(int partition, long events, CancellationToken stoppingToken, CancellationToken cancellationToken)
    {
        var plan = observed.Plan;
        var numbers = new List<long>(batchSize);
        for (long next = partition; next < events && !stoppingToken.IsCancellationRequested;)
        {
            // Event n is due n / rate seconds after the start.
            var wait = TimeSpan.FromSeconds((double)next / rate) - Stopwatch.GetElapsedTime(_start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellationToken);

            numbers.Clear();
            for (; next < events && numbers.Count < batchSize; next += plan.Partitions)
                numbers.Add(next);
            await SendAsync(numbers, partition.ToString(), cancellationToken);
            foreach (var number in numbers)
                observed.Acknowledge(number);
            _ends[partition] = numbers[^1] + 1;
            Interlocked.Add(ref _published, numbers.Count);
        }
    }

    private async Task SendAsync(List<long> numbers, string partition, CancellationToken cancellationToken)
    {
        var batch = numbers.Select(number => new EventData(observed.Plan.EventOf(number))).ToList();
        while (true)
        {
            try
            {
                await target.SendAsync(batch, partition, cancellationToken);
                return;
            }
            catch (Exception e) when (Target.IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _uncertainSends);
                numbers.ForEach(observed.Repeat);
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
    }
}
