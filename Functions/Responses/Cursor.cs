using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LatamFunctions.Responses;

/// <summary>
/// The end of a page: the sort key of its last row. A cursor is opaque to clients. Its checksum covers the sort key and the query, so a
/// damaged cursor or a cursor from another query is detected. The checksum requires no secret, because the values are passed to the
/// database as query parameters, and clients can request any position.
/// </summary>
internal static class Cursor
{
    private const int ChecksumBytes = 9;

    public static string Time(DateTime time) => Number(time.Ticks);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static long AsNumber(string part) => long.Parse(part, CultureInfo.InvariantCulture);

    /// <summary>
    /// Converts a value to a time. An invalid value is replaced with the nearest valid time, because a forged cursor must not cause a
    /// server error.
    /// </summary>
    public static DateTime AsTime(string part) => new(Math.Clamp(AsNumber(part), 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    /// <param name="list">The part of the request that all pages of a list have in common.</param>
    /// <param name="key">The sort key of the last row.</param>
    public static string Encode(string list, params IReadOnlyList<string> key)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(key);
        return Base64Url.EncodeToString([.. Checksum(list, payload), .. payload]);
    }

    /// <returns>
    /// The key, with values of the types in <paramref name="parts"/>; <c>null</c> if the cursor is damaged or does not belong to this
    /// query.
    /// </returns>
    public static IReadOnlyList<string>? Decode(string list, string cursor, IReadOnlyList<CursorPart> parts)
    {
        if (!Base64Url.IsValid(cursor))
            return null;

        var bytes = Base64Url.DecodeFromChars(cursor).AsSpan();
        if (bytes.Length <= ChecksumBytes || !bytes[..ChecksumBytes].SequenceEqual(Checksum(list, bytes[ChecksumBytes..])))
            return null;

        return KeyOf(bytes[ChecksumBytes..]) is { } key && key.Length == parts.Count
            && parts.Zip(key).All(part => Fits(part.First, part.Second))
            ? key
            : null;
    }

    private static string[]? KeyOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Fits(CursorPart part, string? value) =>
        value is not null
            && (part == CursorPart.Text || long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    private static ReadOnlySpan<byte> Checksum(string list, ReadOnlySpan<byte> payload) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(list), 0, .. payload]).AsSpan(0, ChecksumBytes);
}
