using System.Text;

namespace LatamFunctions.Events;

/// <summary>
/// Describes JSON errors for publishers. The messages of the JSON library are intended for developers who use the library.
/// </summary>
internal static class MalformedJson
{
    private const int MaxWordLength = 16;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    /// <param name="json">The text that is not JSON.</param>
    /// <param name="consumed">The number of leading bytes that are valid JSON, up to the end of the last valid token.</param>
    public static string Describe(ReadOnlySpan<byte> json, int consumed)
    {
        var next = json[consumed..].IndexOfAnyExcept(WhiteSpace);
        if (next < 0)
            return $"not JSON: the event ends at byte {json.Length}, before it is complete";

        var at = consumed + next;
        if (at == 0 && FormatOf(json) is { } format)
            return $"not JSON: the message begins like {format}";

        var rest = json[at..];
        var isTrailingComma = (rest[0] == ',' && IsClosing(rest[1..].TrimStart(WhiteSpace)))
            || (IsClosing(rest) && json[..at].TrimEnd(WhiteSpace) is [.., (byte)',']);
        return $"not JSON at byte {at} of the event: {(isTrailingComma ? "a comma before a closing bracket" : Unexpected(rest))}";
    }

    private static bool IsClosing(ReadOnlySpan<byte> json) => json is [(byte)'}' or (byte)']', ..];

    private static string Unexpected(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'"' => "an unterminated or misplaced string, or one with a line break or an unknown escape",
        (byte)'\'' => "an apostrophe; JSON strings and names have quotation marks",
        (byte)'/' => "a comment, or a slash; JSON has no comments",
        (byte)'0' => "a number that begins with a zero, or a misplaced number",
        _ when WordOf(json) is { Length: > 1 } word => Word(word),
        > (byte)' ' and <= (byte)'~' => $"unexpected {(char)json[0]}",
        _ => $"unexpected byte 0x{json[0]:X2}",
    };

    /// <summary>Describes an unexpected word. Python, JavaScript and pandas can write the words below, which are not JSON.</summary>
    private static string Word(string word) => word.TrimStart('-') switch
    {
        "NaN" or "Infinity" or "None" or "undefined" or "nan" or "inf" =>
            $"{word} is not a JSON value; omit the property, or send null",
        "True" or "False" => $"{word} is not a JSON value; send {word.ToLowerInvariant()}",
        _ => $"unexpected {word}",
    };

    private static string WordOf(ReadOnlySpan<byte> json)
    {
        var length = 0;
        while (length < Math.Min(json.Length, MaxWordLength) && (char.IsAsciiLetter((char)json[length]) || (length == 0 && json[0] == '-')))
            length++;
        return Encoding.ASCII.GetString(json[..length]);
    }

    private static string? FormatOf(ReadOnlySpan<byte> message) => message switch
    {
        [0x1F, 0x8B, ..] => "gzip inside gzip; compress the events once",
        [(byte)'x', 0x01 or 0x5E or 0x9C or 0xDA, ..] => "zlib (deflate); send JSON, plain or as gzip",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "Zstandard; send JSON, plain or as gzip",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a ZIP file; send JSON, plain or as gzip",
        [(byte)'O', (byte)'b', (byte)'j', 1, ..] => "an Avro file; send JSON, plain or as gzip",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file; send JSON, plain or as gzip",
        [(byte)'<', ..] => "XML; send JSON",
        _ => null,
    };
}
