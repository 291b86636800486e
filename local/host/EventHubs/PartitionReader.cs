using LocalFunctions.Host.Metadata;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.EventHubs;

/// <summary>Reads one partition of an <see cref="IEventSource"/> in batches, starting at the checkpoint.</summary>
internal sealed partial class PartitionReader
{
    private static readonly TimeSpan ErrorDelay = TimeSpan.FromSeconds(5);

    private readonly IEventPartition _partition;
    private readonly TriggerContext _context;
    private readonly PartitionProcessor _processor;

    // The partition's end at the time when the host started. Reading starts at this position if the initial offset is "fromEnd".
    private readonly long _end;
    private long? _next;

    public PartitionReader(IEventHub hub, IEventPartition partition, TriggerContext context)
    {
        _partition = partition;
        _context = context;
        _end = partition.NextSequenceNumber;
        var (eventHub, group) = (context.Trigger.EventHubName, context.Trigger.ConsumerGroup);
        var identity = new PartitionIdentity(hub.FullyQualifiedNamespace, eventHub, group, partition.Id);
        _processor = new PartitionProcessor(context, identity, partition.WriteCheckpointAsync);
    }

    /// <param name="stopping">A token that prevents further batches and retries.</param>
    /// <param name="canceled">
    /// A token that cancels the invocation in progress. This token is canceled after <paramref name="stopping"/>.
    /// </param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken canceled)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stopping, canceled).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogReadFailed(_context.Logger, e, _context.Trigger.EventHubName, _partition.Id, ErrorDelay);
                await Task.Delay(ErrorDelay, _context.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await _processor.CloseAsync().ConfigureAwait(false);
    }

    private async Task ReadAsync(CancellationToken stopping, CancellationToken canceled)
    {
        _next ??= await FindStartAsync(stopping).ConfigureAwait(false);
        while (!stopping.IsCancellationRequested)
        {
            using var batch = await ReadBatchAsync(_next.Value, stopping).ConfigureAwait(false);
            if (!await _processor.ProcessAsync(batch.Events, stopping, canceled).ConfigureAwait(false))
                return;
            _next = batch.Events[^1].SequenceNumber + 1;
        }
    }

    /// <summary>Returns the sequence number at which reading starts.</summary>
    private async ValueTask<long> FindStartAsync(CancellationToken stopping)
    {
        if (await _partition.ReadCheckpointAsync(stopping).ConfigureAwait(false) is { } checkpoint)
            return checkpoint.SequenceNumber + 1;

        var settings = _context.Settings;
        var next = settings.InitialOffset == InitialOffset.FromEnd ? _end : _partition.FirstSequenceNumber;
        while (settings.InitialOffset == InitialOffset.FromEnqueuedTime && next < _partition.NextSequenceNumber)
        {
            using var batch = await _partition.ReadAsync(next, settings.MaxEventBatchSize, stopping).ConfigureAwait(false);
            foreach (var received in batch.Events)
            {
                if (received.EnqueuedTime >= settings.InitialEnqueuedTime)
                    return received.SequenceNumber;
            }

            next = batch.Events[^1].SequenceNumber + 1;
        }

        return next;
    }

    /// <summary>
    /// Reads available events. If the minimum batch size is more than 1, waits up to the maximum wait time for that number of events.
    /// </summary>
    private async ValueTask<EventBatch> ReadBatchAsync(long next, CancellationToken stopping)
    {
        var settings = _context.Settings;
        var first = await _partition.ReadAsync(next, settings.MaxEventBatchSize, stopping).ConfigureAwait(false);
        if (first.Events.Count >= settings.MinEventBatchSize)
            return first;

        var parts = new List<EventBatch> { first };
        var events = first.Events.ToList();
        using var waited = new CancellationTokenSource(settings.MaxWaitTime, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, waited.Token);
        try
        {
            while (events.Count < settings.MinEventBatchSize)
            {
                var part = await _partition
                    .ReadAsync(events[^1].SequenceNumber + 1, settings.MaxEventBatchSize - events.Count, either.Token)
                    .ConfigureAwait(false);
                parts.Add(part);
                events.AddRange(part.Events);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // After the maximum wait time, the batch contains the events that have arrived.
        }

        return new EventBatch(events, new Parts(parts));
    }

    [LoggerMessage(LogLevel.Error, "Reading {EventHub}, partition {Partition}, failed; retrying in {Delay}")]
    private static partial void LogReadFailed(ILogger logger, Exception exception, string eventHub, string partition, TimeSpan delay);

    private sealed class Parts(List<EventBatch> parts) : IDisposable
    {
        public void Dispose() => parts.ForEach(part => part.Dispose());
    }
}
