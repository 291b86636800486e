using System.Buffers;
using System.Text.Json;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>
/// JSON from a stream through one pooled buffer. A step reads with <see cref="Open"/> and reports its position with
/// <see cref="Advance"/>; a step that lacks bytes reports nothing and is repeated with more.
/// </summary>
internal sealed class JsonInput(Stream stream) : IDisposable
{
    private const int InitialSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;
    private JsonReaderState _state;

    public bool IsDisposed => _buffer is null;

    /// <summary>The bytes after the reported position.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start.._end);

    /// <summary>A reader that never expects the final block: <see cref="Fill"/> reports a truncated response, not the parser.</summary>
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

    /// <exception cref="KustoDataStreamException">The stream has ended, or the connection was lost.</exception>
    public void Fill()
    {
        try
        {
            Filled(stream.Read(GetFreeMemory().Span));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new KustoDataStreamException($"The response was interrupted: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Fill"/>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            Filled(await stream.ReadAsync(GetFreeMemory(), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new KustoDataStreamException($"The response was interrupted: {e.Message}", e);
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

    private Memory<byte> GetFreeMemory()
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
            throw new KustoDataStreamException("The response ends before its JSON does.", null);
        _end += count;
    }
}
