using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace LocalEventHubs.Log;

/// <summary>Reads parts of a file through a pooled buffer, so that adjacent parts need only one read.</summary>
internal sealed class FileWindow(SafeFileHandle file, long end, int size) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(size);
    private long _start;
    private int _count;

    /// <summary>Returns the bytes at a position, or fewer bytes at the end of the file. The bytes are valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek(long position, int count)
    {
        count = (int)Math.Min(count, end - position);
        if (position < _start || position + count > _start + _count)
            Fill(position, count);
        return _buffer.AsSpan((int)(position - _start), Math.Min(count, _count));
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _count = 0;
    }

    private void Fill(long position, int count)
    {
        if (_buffer.Length < count)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(count);
        }

        _start = position;
        _count = 0;
        var wanted = (int)Math.Min(_buffer.Length, end - position);
        while (_count < wanted)
        {
            var read = RandomAccess.Read(file, _buffer.AsSpan(_count, wanted - _count), position + _count);
            if (read == 0)
                break;
            _count += read;
        }
    }
}
