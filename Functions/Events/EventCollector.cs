namespace LatamFunctions.Events;

/// <summary>Receives the events of some messages in order, each either valid or rejected.</summary>
internal abstract class EventCollector
{
    public List<RejectedEvent> Rejected { get; } = [];

    /// <summary>The number of valid events.</summary>
    public abstract int Count { get; }

    /// <summary>The number of events received so far, for <see cref="RollBack"/>.</summary>
    public Position Mark() => new(Count, Rejected.Count);

    /// <summary>Removes all events that were received since <paramref name="position"/>; none of them may be completed.</summary>
    public void RollBack(Position position)
    {
        Truncate(position.Valid);
        Rejected.RemoveRange(position.Rejected, Rejected.Count - position.Rejected);
    }

    public virtual void Clear() => RollBack(default);

    internal abstract void Add(in ValidEvent valid);

    /// <summary>Removes the valid events but the first <paramref name="count"/>.</summary>
    protected abstract void Truncate(int count);

    internal readonly record struct Position(int Valid, int Rejected);
}
