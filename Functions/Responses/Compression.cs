using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>
/// Compresses response bodies if the client accepts compression (RFC 9110 §12.5.3). Isolated workers cannot use the response compression
/// middleware of ASP.NET Core.
/// </summary>
internal static class Compression
{
    /// <summary>The minimum size of a compressed body. Compression has no benefit for bodies that fit into one network packet.</summary>
    private const int MinBytes = 1024;

    /// <summary>Sets the headers and calls <paramref name="write"/> to write the body.</summary>
    /// <param name="httpContext">The context of the response.</param>
    /// <param name="length">The length of the body in bytes; <c>null</c> if unknown.</param>
    /// <param name="mayCompress">
    /// Whether the body can be compressed. The value must be <c>false</c> for a response with a strong ETag, which identifies the exact
    /// bytes (RFC 9110 §8.8.1).
    /// </param>
    /// <param name="write">Writes the uncompressed body. The function is not called for HEAD requests.</param>
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
                .ThenBy(encoding => encoding.Value.Value, StringComparer.Ordinal) // Prefers br to gzip.
                .Select(encoding => encoding.Value.Value)
                .FirstOrDefault()
            : null;
}
