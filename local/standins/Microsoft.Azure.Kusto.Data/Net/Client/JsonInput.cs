using System.Buffers;
using System.Text.Json;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>
/// Reads JSON from a stream through a pooled buffer. A parsing step creates a reader with <see cref="Open"/> and calls
/// <see cref="Advance"/> when it succeeds. A step that needs more bytes does not call <see cref="Advance"/>, and is repeated after
/// <see cref="Fill"/>.
/// </summary>
internal sealed class JsonInput(Stream stream) : IDisposable
{
    private const int InitialSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;
    private JsonReaderState _state;

    public bool IsDisposed => _buffer is null;

    /// <summary>The bytes after the current position.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start.._end);

    /// <summary>
    /// Creates a reader at the current position. The reader always expects more data, because <see cref="Fill"/> detects a truncated
    /// response.
    /// </summary>
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

    /// <exception cref="KustoDataStreamException">The stream ended, or the connection was lost.</exception>
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
            throw new KustoDataStreamException("The response ends before the end of its JSON.", null);
        _end += count;
    }
}
