using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Protocol;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// Passes the events of one partition to a function, with its retry policy, and moves the checkpoint as the Event Hubs extension does
/// (EventHubListener.PartitionProcessor.cs): after each batch, whether the function succeeded or not, but never past a batch that the end
/// of the host or the loss of the partition interrupted.
/// </summary>
/// <param name="context">The state that all partitions of the trigger share.</param>
/// <param name="partition">The identity of the partition.</param>
/// <param name="writeCheckpoint">Stores a checkpoint.</param>
internal sealed partial class PartitionProcessor(
    TriggerContext context, PartitionIdentity partition, Func<Checkpoint, CancellationToken, ValueTask> writeCheckpoint)
{
    private Checkpoint? _unwritten;
    private int _batchesSinceCheckpoint;

    /// <summary>Processes events that follow those of the last call. Calls do not overlap.</summary>
    /// <param name="events">The events, at least one.</param>
    /// <param name="stopping">No attempt starts after it, and the checkpoint stays.</param>
    /// <param name="cancelled">
    /// Cancels the invocation in progress; signaled later than, or together with, <paramref name="stopping"/>.
    /// </param>
    /// <returns>Whether the events are processed; if not, they must be delivered again.</returns>
    public async Task<bool> ProcessAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stopping, CancellationToken cancelled)
    {
        if (context.Trigger.IsBatched)
        {
            if (!await InvokeAsync(events, stopping, cancelled).ConfigureAwait(false))
                return false;
        }
        else
        {
            foreach (var received in events)
            {
                if (!await InvokeAsync([received], stopping, cancelled).ConfigureAwait(false))
                    return false;
            }
        }

        _unwritten = new Checkpoint(events[^1].Offset, events[^1].SequenceNumber);
        if (++_batchesSinceCheckpoint >= context.Settings.BatchCheckpointFrequency)
            await WriteCheckpointAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Stores the checkpoint of processed events. It must not be called while another reader owns the partition.
    /// </summary>
    public Task CloseAsync() => WriteCheckpointAsync();

    /// <returns>Whether the events are processed: successfully, or without success after the last retry.</returns>
    private async Task<bool> InvokeAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stopping, CancellationToken cancelled)
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
                error = await context.Invoker.InvokeAsync(worker, function, batch.Request(retry, trace), cancelled).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }

            // Each token is checked separately: a batch whose invocation was canceled may appear successful.
            if (stopping.IsCancellationRequested || cancelled.IsCancellationRequested)
                return false;
            if (error is null)
                return true;

            if (function.Retry is null || !function.Retry.AllowsRetry(retries))
            {
                LogGivenUp(context.Logger, function.Name, partition.EventHubName, partition.PartitionId,
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
            // Not cancellable: the events are processed, and only the checkpoint is missing.
            await writeCheckpoint(checkpoint, CancellationToken.None).ConfigureAwait(false);
            _unwritten = null;
            _batchesSinceCheckpoint = 0;
        }
        catch (Exception e)
        {
            // The next batch writes a later one. Until then a restart would redeliver these events, which at-least-once delivery allows.
            LogCheckpointFailed(context.Logger, e, partition.EventHubName, partition.PartitionId, checkpoint.SequenceNumber);
        }
    }

    [LoggerMessage(LogLevel.Error,
        "{Function} did not process {EventHub}, partition {Partition}, sequence numbers {First} to {Last}, in {Attempts} attempt(s); "
        + "as in Azure the checkpoint moves on")]
    private static partial void LogGivenUp(
        ILogger logger, string function, string eventHub, string partition, long first, long last, int attempts);

    [LoggerMessage(LogLevel.Information,
        "{Function} is retried with {EventHub}, partition {Partition}, from sequence number {First}, in {Delay}")]
    private static partial void LogRetry(ILogger logger, string function, string eventHub, string partition, long first, TimeSpan delay);

    [LoggerMessage(LogLevel.Warning,
        "The checkpoint of {EventHub}, partition {Partition}, at sequence number {SequenceNumber} was not written")]
    private static partial void LogCheckpointFailed(
        ILogger logger, Exception exception, string eventHub, string partition, long sequenceNumber);
}
