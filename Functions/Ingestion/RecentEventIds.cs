using System.Buffers.Binary;
using System.Numerics;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Remembers the ids of about the last quarter million events, in 2 MB, to count those that publishers send twice. It only counts: a
/// hash that two ids share, one in some 10^13, must not cost an event, so duplicates are stored, and the views show them once.
/// </summary>
internal sealed class RecentEventIds
{
    private const int Slots = 1 << 18;

    // Each id has one slot; who comes later takes it. A race between two threads costs a count, nothing else.
    private readonly ulong[] _hashes = new ulong[Slots];

    /// <returns>False if the id was added not long ago.</returns>
    public bool Add(ReadOnlySpan<byte> eventId)
    {
        var hash = Hash(eventId);
        ref var slot = ref _hashes[hash & (Slots - 1)];
        if (Volatile.Read(ref slot) == hash)
            return false;

        Volatile.Write(ref slot, hash);
        return true;
    }

    /// <summary>Multiply and rotate, eight bytes at a time. Never 0, which is an empty slot.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong prime = 0x9E3779B97F4A7C15;
        var hash = (ulong)bytes.Length * prime;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));

        var rest = 0UL;
        foreach (var b in bytes)
            rest = (rest << 8) | b;
        return Mix(hash ^ rest) | 1UL << 63;

        static ulong Mix(ulong value) => BitOperations.RotateLeft(value * prime, 29) * prime;
    }
}
