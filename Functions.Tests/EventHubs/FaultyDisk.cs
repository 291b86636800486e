using LocalEventHubs.Log;
using Microsoft.Win32.SafeHandles;

namespace LatamFunctions.Tests.EventHubs;

/// <summary>A disk that fails or waits when a test says so.</summary>
internal sealed class FaultyDisk : Disk
{
    private readonly SemaphoreSlim _flushes = new(0);

    /// <summary>Write so many bytes, then report a full disk.</summary>
    public int? RoomLeft { get; set; }

    public bool FailFlush { get; set; }

    public bool FailSetLength { get; set; }

    public volatile bool HoldFlush;

    /// <summary>Released once when a flush begins to wait.</summary>
    public SemaphoreSlim FlushHeld { get; } = new(0);

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
            FlushHeld.Release();
            _flushes.Wait();
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

    public void ReleaseFlush()
    {
        HoldFlush = false;
        _flushes.Release();
    }
}
