using System.Runtime.InteropServices;

namespace LatamFunctions.Events;

internal static class ReadOnlyMemoryExtensions
{
    /// <summary>A stream over the bytes, without copying those of an array.</summary>
    public static MemoryStream OpenRead(this ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
