using System.Reflection;
using Azure.Messaging.EventHubs;
using LocalEventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using EventHub = LocalEventHubs.EventHub;

namespace LocalStack.Host;

/// <summary>
/// Feeds one partition to one function, a batch at a time. The checkpoint moves as in Azure's host: after success, and also after a
/// failure that no retry policy holds back; never past a batch that was cancelled.
/// </summary>
internal sealed partial class PartitionPump(
    EventHub hub,
    Partition partition,
    ConsumerGroup consumerGroup,
    string @namespace,
    FunctionEntry function,
    IServiceProvider services,
    EventHubsSettings settings,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan ReadRetryDelay = TimeSpan.FromSeconds(5);

    private readonly RetryPolicy? _retry = RetryPolicy.Of(function.Retry);

    // Where the end was when the host started: what is sent from then on is wanted.
    private readonly long _end = partition.LastSequenceNumber + 1;
    private Checkpoint? _unwritten;
    private int _batchesSinceCheckpoint;

    /// <param name="stopping">No batch begins after it, and no retry.</param>
    /// <param name="cancelled">Comes later: the invocation under way must end.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancelled)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await PumpAsync(stopping, cancelled).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogPumpFailed(e, hub.Name, partition.Id, ReadRetryDelay);
                await Task.Delay(ReadRetryDelay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await WriteCheckpointAsync().ConfigureAwait(false);
    }

    private async Task PumpAsync(CancellationToken stopping, CancellationToken cancelled)
    {
        var next = await StartAsync(stopping).ConfigureAwait(false);
        while (!stopping.IsCancellationRequested)
        {
            var events = await ReadBatchAsync(next, stopping).ConfigureAwait(false);
            if (!await ProcessAsync(events, stopping, cancelled).ConfigureAwait(false))
                return;

            next = events[^1].SequenceNumber + 1;
            _unwritten = new Checkpoint(events[^1].Offset, events[^1].SequenceNumber);
            if (++_batchesSinceCheckpoint >= settings.BatchCheckpointFrequency)
                await WriteCheckpointAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The sequence number to begin with.</summary>
    private async ValueTask<long> StartAsync(CancellationToken stopping)
    {
        if (_unwritten is not null)
            return _unwritten.SequenceNumber + 1;
        if (consumerGroup.GetCheckpoint(partition.Id) is { } checkpoint)
            return checkpoint.SequenceNumber + 1;

        var next = settings.InitialOffset == InitialOffset.FromEnd ? _end : partition.FirstSequenceNumber;
        while (settings.InitialOffset == InitialOffset.FromEnqueuedTime && next <= partition.LastSequenceNumber)
        {
            var events = await partition.ReadAsync(next, settings.MaxEventBatchSize, stopping).ConfigureAwait(false);
            if (events.FirstOrDefault(e => e.EnqueuedTime >= settings.InitialEnqueuedTime) is { } first)
                return first.SequenceNumber;
            next = events[^1].SequenceNumber + 1;
        }

        return next;
    }

    private async ValueTask<IReadOnlyList<StoredEvent>> ReadBatchAsync(long next, CancellationToken stopping)
    {
        var events = await partition.ReadAsync(next, settings.MaxEventBatchSize, stopping).ConfigureAwait(false);
        if (events.Count >= settings.MinEventBatchSize)
            return events;

        using var waited = new CancellationTokenSource(settings.MaxWaitTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, waited.Token);
        var batch = events.ToList();
        try
        {
            while (batch.Count < settings.MinEventBatchSize)
            {
                var room = settings.MaxEventBatchSize - batch.Count;
                batch.AddRange(await partition.ReadAsync(batch[^1].SequenceNumber + 1, room, either.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Enough of waiting: what is there makes the batch.
        }

        return batch;
    }

    /// <returns>Whether the batch is done with; false if it must come again because the host stops.</returns>
    private async Task<bool> ProcessAsync(IReadOnlyList<StoredEvent> events, CancellationToken stopping, CancellationToken cancelled)
    {
        var batch = new EventData[events.Count];
        for (var i = 0; i < batch.Length; i++)
            batch[i] = ToEventData(events[i]);

        for (var retries = 0; ; retries++)
        {
            try
            {
                await InvokeAsync(batch, events, retries, cancelled).ConfigureAwait(false);
                return true;
            }
            catch (Exception e)
            {
                if (stopping.IsCancellationRequested)
                    return false;

                if (_retry is null || !_retry.AllowsRetry(retries))
                {
                    LogGivenUp(e, function.Name, hub.Name, partition.Id, events[0].SequenceNumber, events[^1].SequenceNumber, retries + 1);
                    return true;
                }

                var delay = _retry.DelayBefore(retries, Random.Shared.NextDouble());
                LogRetry(function.Name, hub.Name, partition.Id, events[0].SequenceNumber, delay, e.Message);
                await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (stopping.IsCancellationRequested)
                    return false;
            }
        }
    }

    private async Task InvokeAsync(EventData[] batch, IReadOnlyList<StoredEvent> events, int retries, CancellationToken cancelled)
    {
        var bindingData = new EventHubBindingData(@namespace, hub.Name, consumerGroup.Name, partition.Id, events);
        var retryContext = _retry is null ? null : new Attempt(retries, _retry.MaxRetryCount);
        await using var invocation = new Invocation(services, function, bindingData, retryContext, cancelled);
        await invocation.RunAsync(parameter => Argument(parameter, batch)).ConfigureAwait(false);
    }

    private object Argument(ParameterInfo parameter, EventData[] batch) => parameter.Position == function.TriggerParameter.Position
        ? batch
        : throw new FunctionCatalogException(
            function.Name, function.Method, $"has a parameter '{parameter.Name}' of a type that this host does not bind");

    private async ValueTask WriteCheckpointAsync()
    {
        if (_unwritten is not { } checkpoint)
            return;

        // Not cancellable: the batch is done, and only the record of it is missing.
        await consumerGroup.UpdateCheckpointAsync(partition.Id, checkpoint).ConfigureAwait(false);
        _unwritten = null;
        _batchesSinceCheckpoint = 0;
    }

    private static EventData ToEventData(StoredEvent stored)
    {
        var properties = stored.Properties.Count == 0 ? null : new Dictionary<string, object>(stored.Properties);
        var data = EventHubsModelFactory.EventData(
            BinaryData.FromBytes(stored.Body),
            properties,
            partitionKey: stored.PartitionKey,
            sequenceNumber: stored.SequenceNumber,
            offsetString: stored.Offset,
            enqueuedTime: stored.EnqueuedTime);
        if (stored.ContentType is not null)
            data.ContentType = stored.ContentType;
        return data;
    }

    private sealed class Attempt(int retryCount, int maxRetryCount) : RetryContext
    {
        public override int RetryCount { get; } = retryCount;

        public override int MaxRetryCount { get; } = maxRetryCount;
    }

    [LoggerMessage(LogLevel.Error, "Reading {Hub}, partition {Partition}, failed; it is tried again in {Delay}")]
    private partial void LogPumpFailed(Exception exception, string hub, string partition, TimeSpan delay);

    [LoggerMessage(LogLevel.Error,
        "{Function} failed for good with {Hub}, partition {Partition}, sequence numbers {First} to {Last}, after {Attempts} attempts; "
        + "as in Azure the checkpoint moves on")]
    private partial void LogGivenUp(Exception exception, string function, string hub, string partition, long first, long last, int attempts);

    [LoggerMessage(LogLevel.Information,
        "{Function} failed with {Hub}, partition {Partition}, from sequence number {First} on; it is called again in {Delay}: {Message}")]
    private partial void LogRetry(string function, string hub, string partition, long first, TimeSpan delay, string message);
}
