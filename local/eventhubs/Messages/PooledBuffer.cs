using System.Buffers;

namespace LocalEventHubs.Messages;

/// <summary>A growable byte buffer from the shared pool. The buffer is not thread-safe.</summary>
internal sealed class PooledBuffer(int expectedSize) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(expectedSize);

    public int Length { get; private set; }

    public Memory<byte> Memory => _bytes.AsMemory(0, Length);

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Appends bytes, which the caller must fill.</summary>
    public Span<byte> Take(int count)
    {
        Span<byte> room = GetSpan(count)[..count];
        Length += count;
        return room;
    }

    /// <summary>
    /// Returns free space of at least the specified size after the end of the content. Call <see cref="Take"/> to append the used part.
    /// </summary>
    public Span<byte> GetSpan(int count)
    {
        if (_bytes.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, 2 * _bytes.Length));
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Write(byte value) => Take(1)[0] = value;

    public void Clear() => Length = 0;

    /// <summary>Returns the buffer to the pool. Further calls have no effect.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
