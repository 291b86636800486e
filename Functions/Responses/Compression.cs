using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>
/// Compresses a body if the client accepts it (RFC 9110 §12.5.3). Done here and not by ASP.NET Core's middleware, which an isolated worker
/// cannot use.
/// </summary>
internal static class Compression
{
    /// <summary>Less than fits into a packet or two gains nothing.</summary>
    private const int MinBytes = 1024;

    /// <summary>Sets the headers and lets <paramref name="write"/> write the body.</summary>
    /// <param name="httpContext">The context of the response.</param>
    /// <param name="length">Bytes, null if their number is not known.</param>
    /// <param name="mayCompress">Not a body with a strong ETag, which identifies exactly these bytes (RFC 9110 §8.8.1).</param>
    /// <param name="write">Writes uncompressed bytes. Not called for HEAD.</param>
    public static async Task WriteAsync(HttpContext httpContext, long? length, bool mayCompress, Func<Stream, Task> write)
    {
        var response = httpContext.Response;
        var encoding = !mayCompress || length < MinBytes ? null : EncodingOf(httpContext.Request);
        if (encoding is null)
            response.ContentLength = length;
        else
            response.Headers.ContentEncoding = encoding;

        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;

        if (encoding is null)
        {
            await write(response.Body);
            return;
        }

        await using Stream compressed = encoding == "br"
            ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await write(compressed);
    }

    private static string? EncodingOf(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList([.. request.Headers.AcceptEncoding.Select(value => value ?? "")], out var accepted)
            ? accepted
                .Where(encoding => encoding.Quality is null or > 0 && encoding.Value.Value is "br" or "gzip")
                .OrderByDescending(encoding => encoding.Quality ?? 1)
                .ThenBy(encoding => encoding.Value.Value, StringComparer.Ordinal) // br before gzip
                .Select(encoding => encoding.Value.Value)
                .FirstOrDefault()
            : null;
}
