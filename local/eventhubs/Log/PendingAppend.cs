namespace LocalEventHubs.Log;

/// <summary>A batch that is waiting to be written. Continuations of the batch's task do not run on the commit thread.</summary>
internal sealed class PendingAppend(BatchBuilder batch) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public BatchBuilder Batch { get; } = batch;
}
