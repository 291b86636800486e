using System.Buffers;
using System.Net.Sockets;
using Microsoft.Azure.Amqp;

namespace LocalEventHubs.Amqp;

/// <summary>
/// Reads a peer's bytes and returns complete frames that <see cref="FrameGuard"/> has accepted. An idle connection has no buffer. The
/// reader is not thread-safe.
/// </summary>
internal sealed class FrameReader(Stream stream, Socket socket)
{
    private byte[] _buffer = [];
    private int _start;
    private int _checked;
    private int _end;

    /// <summary>Copies as many checked bytes as are available and fit into the target.</summary>
    public int Take(Span<byte> target)
    {
        var count = Math.Min(target.Length, _checked - _start);
        _buffer.AsSpan(_start, count).CopyTo(target);
        _start += count;
        if (_start == _end)
            Release();
        return count;
    }

    /// <summary>Reads until checked bytes are available.</summary>
    /// <returns><c>false</c> if the peer has closed its side of the connection.</returns>
    /// <exception cref="AmqpException">The bytes are not a valid AMQP frame.</exception>
    public async ValueTask<bool> FillAsync()
    {
        while (_checked == _start)
        {
            await PrepareAsync().ConfigureAwait(false);
            var read = await stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
            if (read == 0)
                return false;
            _end += read;
            CheckFrames();
        }

        return true;
    }

    public void Release()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _checked = _end = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask PrepareAsync()
    {
        if (_buffer.Length == 0)
        {
            // A zero-byte read waits for data without a buffer.
            if (socket.Available == 0)
                await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
            _buffer = ArrayPool<byte>.Shared.Rent(FrameGuard.MaxFrameSize);
        }
        else if (_start > 0)
        {
            // The remaining bytes are an incomplete frame, and every frame fits into the buffer.
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = _checked = 0;
        }
    }

    private void CheckFrames()
    {
        while (true)
        {
            var unchecked_ = _buffer.AsSpan(_checked, _end - _checked);
            var size = FrameGuard.SizeOfNext(unchecked_);
            if (size == 0 || size > unchecked_.Length)
                return;

            FrameGuard.Check(unchecked_[..size]);
            _checked += size;
        }
    }
}
