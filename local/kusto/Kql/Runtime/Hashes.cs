using System.Buffers.Binary;
using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>Converts scalar values to the bytes that are hashed, and computes the remainder of a hash.</summary>
internal static class Hashes
{
    public static byte[] Bytes(string value) => Encoding.UTF8.GetBytes(value);

    public static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>Returns the non-negative remainder of a hash, or <c>null</c> if the modulus is not positive.</summary>
    public static long? Modulo(long hash, long modulus) => modulus > 0 ? (long)((((Int128)hash % modulus) + modulus) % modulus) : null;
}
