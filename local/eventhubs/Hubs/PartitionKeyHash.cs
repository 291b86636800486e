using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace LocalEventHubs.Hubs;

/// <summary>
/// Computes the partition for a partition key as the buffered producers of the Event Hubs SDKs do: the lookup3 hash by Bob Jenkins with two
/// zero seeds over the key's UTF-8 bytes, reduced to 16 bits.
/// </summary>
internal static class PartitionKeyHash
{
    public static int Partition(string key, int partitionCount) => Math.Abs(Compute(key) % partitionCount);

    public static short Compute(string key)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        var bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(key, bytes);
        return Compute(bytes);
    }

    public static short Compute(ReadOnlySpan<byte> key)
    {
        uint a, b, c;
        a = b = c = 0xDEADBEEF + (uint)key.Length;

        for (; key.Length > 12; key = key[12..])
        {
            Add(key, ref a, ref b, ref c);
            Mix(ref a, ref b, ref c);
        }

        if (!key.IsEmpty)
        {
            Span<byte> rest = stackalloc byte[12];
            rest.Clear();
            key.CopyTo(rest);
            Add(rest, ref a, ref b, ref c);
            Finish(ref a, ref b, ref c);
        }

        return (short)(c ^ b);
    }

    private static void Add(ReadOnlySpan<byte> words, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(words);
        b += BinaryPrimitives.ReadUInt32LittleEndian(words[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(words[8..]);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        MixRound(ref a, ref b, ref c, 4, 6, 8);
        MixRound(ref a, ref b, ref c, 16, 19, 4);
    }

    private static void MixRound(ref uint a, ref uint b, ref uint c, int first, int second, int third)
    {
        a -= c;
        a ^= BitOperations.RotateLeft(c, first);
        c += b;
        b -= a;
        b ^= BitOperations.RotateLeft(a, second);
        a += c;
        c -= b;
        c ^= BitOperations.RotateLeft(b, third);
        b += a;
    }

    private static void Finish(ref uint a, ref uint b, ref uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
