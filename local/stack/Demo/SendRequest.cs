using System.Buffers;

namespace LocalStack.Demo;

/// <summary>The body of a batch for the Event Hubs REST API, with as many events as fit into one request.</summary>
internal sealed class SendRequest : IDisposable
{
    /// <summary>The maximum size, which is below the service's limit of 1 MiB.</summary>
    private const int MaxBytes = 1000 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(MaxBytes);
    private int _length;

    public int Events { get; private set; }

    /// <summary>The row of the last event.</summary>
    public long LastRow { get; private set; }

    public bool IsFull => _length + SampleFlight.MaxBytes + 1 > MaxBytes;

    public void Add(SampleFlight flight)
    {
        _buffer[_length++] = Events == 0 ? (byte)'[' : (byte)',';
        _length += flight.WriteTo(_buffer.AsSpan(_length));
        LastRow = flight.Row;
        Events++;
    }

    /// <summary>Completes the body and returns it. No events can be added afterwards.</summary>
    public ReadOnlyMemory<byte> Seal()
    {
        _buffer[_length++] = (byte)']';
        return _buffer.AsMemory(0, _length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
