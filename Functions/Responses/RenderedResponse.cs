using System.Buffers.Text;
using System.Security.Cryptography;

namespace LatamFunctions.Responses;

/// <summary>A response in the form in which it is sent, and sent again from the cache.</summary>
/// <param name="Body">The uncompressed body.</param>
/// <param name="ContentType">The content type with its parameters.</param>
/// <param name="ETag">The ETag in quotes; weak if the body may be compressed.</param>
/// <param name="ExecutedAt">
/// The time at which the query was executed, a timestamp of the time provider. Ages are computed from it, since a clock that is set back or
/// forward must not make a response appear fresh.
/// </param>
/// <param name="NewestEvent">The time at which the newest event stored by then had been enqueued.</param>
internal sealed record RenderedResponse(
    ReadOnlyMemory<byte> Body, string ContentType, string ETag, long ExecutedAt, DateTimeOffset? NewestEvent)
{
    /// <summary>The part after the rows.</summary>
    public PageEnd End { get; init; } = PageEnd.None;

    /// <summary>The name under which a browser stores the body; null for a body that it shows.</summary>
    public string? FileName { get; init; }

    /// <summary>The number of rows in the body.</summary>
    public int Rows { get; init; }

    /// <summary>Weak, since the body and its compressed forms have the same ETag (RFC 9110 §8.8.1).</summary>
    public static string ETagOf(ReadOnlySpan<byte> body) => $"W/\"{Hash(body)}\"";

    public static string Hash(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 15));
}
