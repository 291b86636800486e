using System.Buffers;
using System.Text.Json;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>
/// JSON from a stream through one pooled buffer. A step reads with <see cref="Open"/> and says with <see cref="Advance"/> how far it
/// came; a step that ran out of bytes says nothing, and is repeated once there are more.
/// </summary>
internal sealed class JsonInput(Stream stream) : IDisposable
{
    private const int InitialSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;
    private JsonReaderState _state;

    public bool IsDisposed => _buffer is null;

    /// <summary>The bytes that the next reader reads.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start.._end);

    /// <summary>Never of the final block: an answer that stops short is told by <see cref="Fill"/>, not by the parser.</summary>
    public Utf8JsonReader Open()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new Utf8JsonReader(Bytes, isFinalBlock: false, _state);
    }

    public void Advance(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    /// <exception cref="KustoDataStreamException">There is no more, or the connection broke.</exception>
    public void Fill()
    {
        try
        {
            Filled(stream.Read(Room().Span));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new KustoDataStreamException($"The answer broke off: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Fill"/>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            Filled(await stream.ReadAsync(Room(), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new KustoDataStreamException($"The answer broke off: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        if (_buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        stream.Dispose();
    }

    private Memory<byte> Room()
    {
        if (_start > 0)
        {
            Bytes.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_end);
    }

    private void Filled(int count)
    {
        if (count == 0)
            throw new KustoDataStreamException("The answer ends before its JSON does.", null);
        _end += count;
    }
}
