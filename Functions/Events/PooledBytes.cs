using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>A reusable byte buffer that grows as required and whose memory comes from the shared pool.</summary>
internal sealed class PooledBytes(int initialCapacity) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(initialCapacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>The array of <see cref="Written"/>; valid until the next write.</summary>
    public byte[] Array => _buffer;

    public void Clear() => Length = 0;

    /// <summary>Removes all bytes after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>
    /// Returns a span of at least <paramref name="sizeHint"/> bytes to write to. After writing, call <see cref="Advance"/> with the number
    /// of bytes written.
    /// </summary>
    public Span<byte> Reserve(int sizeHint)
    {
        if (_buffer.Length - Length < sizeHint)
            Grow(sizeHint);
        return _buffer.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        Length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow(int sizeHint)
    {
        var doubled = (int)Math.Min(_buffer.Length * 2L, System.Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + sizeHint), doubled));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
