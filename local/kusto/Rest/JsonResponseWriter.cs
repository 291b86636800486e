using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>Writes JSON to a response and sends it in parts.</summary>
internal sealed class JsonResponseWriter : IAsyncDisposable
{
    private const int FlushThreshold = 64 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // The output is never embedded in HTML, so characters are escaped only if JSON requires it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly HttpResponse _response;
    private long _flushed;

    public JsonResponseWriter(HttpResponse response)
    {
        _response = response;
        response.ContentType = "application/json; charset=utf-8";
        Json = new Utf8JsonWriter(response.BodyWriter, WriterOptions);
    }

    public Utf8JsonWriter Json { get; }

    public long Length => Json.BytesCommitted + Json.BytesPending;

    /// <summary>Whether the unsent part is large enough to be flushed.</summary>
    public bool IsLarge => Length - _flushed >= FlushThreshold;

    /// <summary>Writes a line feed before the next value.</summary>
    public void WriteNewline()
    {
        Json.Flush();
        _response.BodyWriter.Write("\n"u8);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Json.Flush();
        await _response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        _flushed = Length;
    }

    public async ValueTask DisposeAsync() => await Json.DisposeAsync().ConfigureAwait(false);
}
