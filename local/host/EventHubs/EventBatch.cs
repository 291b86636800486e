namespace LocalFunctions.Host.EventHubs;

/// <summary>Events from one partition, in order, and the memory to which they refer.</summary>
/// <param name="Events">The events, at least one.</param>
/// <param name="Memory">The memory that is disposed of with the batch, or <c>null</c> if there is no such memory.</param>
public sealed record EventBatch(IReadOnlyList<ReceivedEvent> Events, IDisposable? Memory = null) : IDisposable
{
    public void Dispose() => Memory?.Dispose();
}
