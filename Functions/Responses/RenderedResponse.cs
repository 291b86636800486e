using System.Buffers.Text;
using System.Security.Cryptography;

namespace LatamFunctions.Responses;

/// <summary>A rendered response, which can be cached and sent several times.</summary>
/// <param name="Body">The uncompressed body.</param>
/// <param name="ContentType">The content type with its parameters.</param>
/// <param name="ETag">The ETag, including quotation marks. A weak ETag permits compression of the body.</param>
/// <param name="ExecutedAt">
/// The time provider's timestamp at which the query was executed. Ages are computed from the timestamp, so that a change of the system
/// clock does not make a response appear fresh.
/// </param>
/// <param name="NewestEvent">
/// The enqueued time of the newest event that was stored before the query; <c>null</c> if no event was stored in the last week.
/// </param>
internal sealed record RenderedResponse(
    ReadOnlyMemory<byte> Body, string ContentType, string ETag, long ExecutedAt, DateTimeOffset? NewestEvent)
{
    /// <summary>The part after the rows.</summary>
    public PageEnd End { get; init; } = PageEnd.None;

    /// <summary>The file name under which browsers save the body; <c>null</c> if browsers display the body.</summary>
    public string? FileName { get; init; }

    /// <summary>The number of rows in the body.</summary>
    public int Rows { get; init; }

    /// <summary>Returns a weak ETag, because the body and its compressed forms have the same ETag (RFC 9110 §8.8.1).</summary>
    public static string ETagOf(ReadOnlySpan<byte> body) => $"W/\"{Hash(body)}\"";

    public static string Hash(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 15));
}
