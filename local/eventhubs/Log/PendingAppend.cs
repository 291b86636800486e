namespace LocalEventHubs.Log;

/// <summary>A batch that waits to be written. Its continuations must not run on the commit thread.</summary>
internal sealed class PendingAppend(BatchBuilder batch) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public BatchBuilder Batch { get; } = batch;
}
