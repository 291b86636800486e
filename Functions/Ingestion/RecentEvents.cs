using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Counts duplicates among the approximately 250,000 most recent events, in 2 MB of memory. Duplicates are counted but still stored,
/// because a hash collision (a probability of about 1 in 10^13) must not cause the loss of an event. Views contain each event once.
/// </summary>
internal sealed class RecentEvents
{
    private const int Slots = 1 << 18;

    // Each identity has one slot, which later events overwrite. A race between threads only makes the count inexact.
    private readonly ulong[] _identities = new ulong[Slots];

    /// <param name="identity">The hash in the event's <see cref="EventIdentity"/>.</param>
    /// <returns><c>false</c> if the event was added recently.</returns>
    public bool Add(ulong identity)
    {
        identity |= 1UL << 63; // 0 denotes an empty slot.
        ref var slot = ref _identities[identity & (Slots - 1)];
        if (Volatile.Read(ref slot) == identity)
            return false;

        Volatile.Write(ref slot, identity);
        return true;
    }
}
