using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LatamFunctions.Answers;

/// <summary>
/// Where a page ends: the sort key of its last row. Opaque to clients. It carries a checksum over itself and the question, so a damaged
/// one, or one of another question, is found out. It needs no secret: its values reach the database as query parameters like any other,
/// and name a place that the client may ask for anyway.
/// </summary>
internal static class Cursor
{
    private const int ChecksumBytes = 9;

    /// <param name="question">All that a page must have in common with the next.</param>
    /// <param name="key">The sort key of the last row.</param>
    public static string Encode(string question, params IReadOnlyList<string> key)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(key);
        return Base64Url.EncodeToString([.. Checksum(question, payload), .. payload]);
    }

    /// <returns>The key, of <paramref name="parts"/> parts, or null if the cursor is none of this question.</returns>
    public static IReadOnlyList<string>? Decode(string question, string cursor, int parts)
    {
        if (!Base64Url.IsValid(cursor))
            return null;

        var bytes = Base64Url.DecodeFromChars(cursor).AsSpan();
        if (bytes.Length <= ChecksumBytes || !bytes[..ChecksumBytes].SequenceEqual(Checksum(question, bytes[ChecksumBytes..])))
            return null;

        return JsonSerializer.Deserialize<string[]>(bytes[ChecksumBytes..]) is { } key && key.Length == parts ? key : null;
    }

    private static ReadOnlySpan<byte> Checksum(string question, ReadOnlySpan<byte> payload) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(question), 0, .. payload]).AsSpan(0, ChecksumBytes);
}
