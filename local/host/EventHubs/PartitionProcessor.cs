using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Protocol;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// Passes events from one partition to a function, applies the function's retry policy, and updates the checkpoint. As in the Event Hubs
/// extension (EventHubListener.PartitionProcessor.cs), the checkpoint is updated after each batch, or after several batches
/// (<c>batchCheckpointFrequency</c>), even if the function failed. The checkpoint is not updated after a batch that was interrupted because
/// the host stopped or lost the partition.
/// </summary>
/// <param name="context">The state that all partitions of the trigger share.</param>
/// <param name="partition">The identity of the partition.</param>
/// <param name="writeCheckpoint">A function that stores a checkpoint.</param>
internal sealed partial class PartitionProcessor(
    TriggerContext context, PartitionIdentity partition, Func<Checkpoint, CancellationToken, ValueTask> writeCheckpoint)
{
    private Checkpoint? _unwritten;
    private int _batchesSinceCheckpoint;

    /// <summary>Processes the events that follow the events of the previous call. Calls must not overlap.</summary>
    /// <param name="events">The events, at least one.</param>
    /// <param name="stopping">A token that prevents further attempts and checkpoints.</param>
    /// <param name="canceled">
    /// A token that cancels the invocation in progress. This token is never canceled before <paramref name="stopping"/>.
    /// </param>
    /// <returns><c>true</c> if the events were processed; <c>false</c> if they must be delivered again.</returns>
    public async Task<bool> ProcessAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stopping, CancellationToken canceled)
    {
        if (context.Trigger.IsBatched)
        {
            if (!await InvokeAsync(events, stopping, canceled).ConfigureAwait(false))
                return false;
        }
        else
        {
            foreach (var received in events)
            {
                if (!await InvokeAsync([received], stopping, canceled).ConfigureAwait(false))
                    return false;
            }
        }

        _unwritten = new Checkpoint(events[^1].Offset, events[^1].SequenceNumber);
        if (++_batchesSinceCheckpoint >= context.Settings.BatchCheckpointFrequency)
            await WriteCheckpointAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Stores the checkpoint of the processed events. Do not call this method while another reader owns the partition.</summary>
    public Task CloseAsync() => WriteCheckpointAsync();

    /// <returns><c>true</c> if the function succeeded or the last retry failed; <c>false</c> if the invocation was interrupted.</returns>
    private async Task<bool> InvokeAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stopping, CancellationToken canceled)
    {
        using var batch = new BatchInvocation(context, partition, events);
        var function = context.Trigger.Function;
        var trace = TraceParent.New();
        for (var retries = 0; ; retries++)
        {
            InvocationError? error;
            try
            {
                var worker = await context.Invoker.GetWorkerAsync(stopping).ConfigureAwait(false);
                var retry = function.Retry is null
                    ? null
                    : new RetryContext { RetryCount = retries, MaxRetryCount = function.Retry.MaxRetryCount };
                error = await context.Invoker.InvokeAsync(worker, function, batch.Request(retry, trace), canceled).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }

            // Check both tokens, because a canceled invocation can appear successful.
            if (stopping.IsCancellationRequested || canceled.IsCancellationRequested)
                return false;
            if (error is null)
                return true;

            if (function.Retry is null || !function.Retry.AllowsRetry(retries))
            {
                LogRetriesExhausted(context.Logger, function.Name, partition.EventHubName, partition.PartitionId,
                    events[0].SequenceNumber, events[^1].SequenceNumber, retries + 1);
                return true;
            }

            var delay = function.Retry.DelayBefore(retries, Random.Shared.NextDouble());
            LogRetry(context.Logger, function.Name, partition.EventHubName, partition.PartitionId, events[0].SequenceNumber, delay);
            await Task.Delay(delay, context.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                return false;
        }
    }

    private async Task WriteCheckpointAsync()
    {
        if (_unwritten is not { } checkpoint)
            return;

        try
        {
            // Do not cancel the write, because the events have been processed.
            await writeCheckpoint(checkpoint, CancellationToken.None).ConfigureAwait(false);
            _unwritten = null;
            _batchesSinceCheckpoint = 0;
        }
        catch (Exception e)
        {
            // The next batch writes a later checkpoint. A restart before then redelivers these events, which at-least-once delivery
            // permits.
            LogCheckpointFailed(context.Logger, e, partition.EventHubName, partition.PartitionId, checkpoint.SequenceNumber);
        }
    }

    [LoggerMessage(LogLevel.Error,
        "{Function} did not process {EventHub}, partition {Partition}, sequence numbers {First} to {Last}, in {Attempts} attempt(s); "
        + "the checkpoint is still updated, as in Azure")]
    private static partial void LogRetriesExhausted(
        ILogger logger, string function, string eventHub, string partition, long first, long last, int attempts);

    [LoggerMessage(LogLevel.Information,
        "{Function} is retried with {EventHub}, partition {Partition}, from sequence number {First}, in {Delay}")]
    private static partial void LogRetry(ILogger logger, string function, string eventHub, string partition, long first, TimeSpan delay);

    [LoggerMessage(LogLevel.Warning,
        "The checkpoint of {EventHub}, partition {Partition}, at sequence number {SequenceNumber} was not written")]
    private static partial void LogCheckpointFailed(
        ILogger logger, Exception exception, string eventHub, string partition, long sequenceNumber);
}
