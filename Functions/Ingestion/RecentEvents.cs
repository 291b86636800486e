using LatamFunctions.Events;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Stores the identities of about the last quarter million events, in 2 MB, to count those that publishers send twice. It only counts: a
/// hash that two events share, one in some 10^13, must not cost an event, so duplicates are stored, and the views show them once.
/// </summary>
internal sealed class RecentEvents
{
    private const int Slots = 1 << 18;

    // Each identity has one slot; the last writer wins. A race between two threads only skews the count.
    private readonly ulong[] _identities = new ulong[Slots];

    /// <param name="identity">The hash of <see cref="EventIdentity"/>.</param>
    /// <returns>False if the event was added not long ago.</returns>
    public bool Add(ulong identity)
    {
        identity |= 1UL << 63; // 0 is an empty slot
        ref var slot = ref _identities[identity & (Slots - 1)];
        if (Volatile.Read(ref slot) == identity)
            return false;

        Volatile.Write(ref slot, identity);
        return true;
    }
}
