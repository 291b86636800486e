namespace LatamFunctions.Events;

/// <summary>Receives the valid and the rejected events of messages, in order.</summary>
internal abstract class EventCollector
{
    public List<RejectedEvent> Rejected { get; } = [];

    /// <summary>The number of valid events.</summary>
    public abstract int Count { get; }

    /// <summary>Returns the current position, for <see cref="RollBack"/>.</summary>
    public Position Mark() => new(Count, Rejected.Count);

    /// <summary>
    /// Removes all events received after <paramref name="position"/>. The caller must ensure that none of these events has been completed.
    /// </summary>
    public void RollBack(Position position)
    {
        Truncate(position.Valid);
        Rejected.RemoveRange(position.Rejected, Rejected.Count - position.Rejected);
    }

    public virtual void Clear() => RollBack(default);

    internal abstract void Add(in ValidEvent valid);

    /// <summary>Removes all valid events after the first <paramref name="count"/> events.</summary>
    protected abstract void Truncate(int count);

    /// <summary>The numbers of valid and rejected events at a point in time.</summary>
    internal readonly record struct Position(int Valid, int Rejected);
}
