using System.Runtime.InteropServices;

namespace LatamFunctions.Events;

internal static class ReadOnlyMemoryExtensions
{
    /// <summary>Opens a read-only stream over the bytes. If the memory is an array, the bytes are not copied.</summary>
    public static MemoryStream OpenRead(this ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
