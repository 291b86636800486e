using System.Buffers.Binary;
using System.Numerics;

namespace LocalEventHubs.Log;

/// <summary>Computes CRC-32C (Castagnoli, RFC 3720 appendix B.4), with the processor's CRC instruction if available.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
