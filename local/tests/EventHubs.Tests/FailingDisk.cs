using LocalEventHubs.Log;
using Microsoft.Win32.SafeHandles;

namespace LocalEventHubs.Tests;

/// <summary>A disk whose operations fail or wait at the request of a test.</summary>
internal sealed class FailingDisk : Disk
{
    private readonly SemaphoreSlim _heldFlushes = new(0);
    private readonly SemaphoreSlim _released = new(0);

    /// <summary>The number of bytes to write before the disk reports that it is full.</summary>
    public int? RoomLeft { get; set; }

    public bool FailFlush { get; set; }

    public bool FailSetLength { get; set; }

    /// <summary>Whether flushes wait for <see cref="ReleaseFlush"/>.</summary>
    public volatile bool HoldFlush;

    public int Flushes { get; private set; }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
    {
        if (RoomLeft is not { } room)
        {
            base.Write(file, buffers, position);
            return;
        }

        foreach (var buffer in buffers)
        {
            var part = buffer[..Math.Min(room, buffer.Length)];
            RandomAccess.Write(file, part.Span, position);
            position += part.Length;
            room -= part.Length;
        }

        throw new IOException("No space left on device");
    }

    public override void Flush(SafeFileHandle file)
    {
        if (HoldFlush)
        {
            _heldFlushes.Release();
            _released.Wait();
        }

        if (FailFlush)
            throw new IOException("Input/output error");
        base.Flush(file);
        Flushes++;
    }

    public override void SetLength(SafeFileHandle file, long length)
    {
        if (FailSetLength)
            throw new IOException("Input/output error");
        base.SetLength(file, length);
    }

    public async Task WaitForHeldFlushAsync()
    {
        if (!await _heldFlushes.WaitAsync(TimeSpan.FromSeconds(20)))
            throw new TimeoutException("Nothing was flushed.");
    }

    public void ReleaseFlush()
    {
        HoldFlush = false;
        _released.Release();
    }
}
