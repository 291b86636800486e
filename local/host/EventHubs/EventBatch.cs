namespace LocalFunctions.Host.EventHubs;

/// <summary>Events of one partition, in order, and the memory that they refer to.</summary>
/// <param name="Events">The events, at least one.</param>
/// <param name="Memory">Disposed of with the batch; null if nothing has to be returned.</param>
public sealed record EventBatch(IReadOnlyList<ReceivedEvent> Events, IDisposable? Memory = null) : IDisposable
{
    public void Dispose() => Memory?.Dispose();
}
