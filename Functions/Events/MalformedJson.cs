namespace LatamFunctions.Events;

/// <summary>States where JSON breaks, in the publisher's words: those of the JSON library are for the programmer who calls it.</summary>
internal static class MalformedJson
{
    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    /// <param name="json">The text that is not JSON.</param>
    /// <param name="consumed">How many bytes of it are: the end of the last valid token.</param>
    public static string Describe(ReadOnlySpan<byte> json, int consumed)
    {
        var next = json[consumed..].IndexOfAnyExcept(WhiteSpace);
        if (next < 0)
            return $"not JSON: the event ends at byte {json.Length}, before it is complete";

        var at = consumed + next;
        var rest = json[at..];
        var isTrailingComma = (rest[0] == ',' && IsClosing(rest[1..].TrimStart(WhiteSpace)))
            || (IsClosing(rest) && json[..at].TrimEnd(WhiteSpace) is [.., (byte)',']);
        return $"not JSON at byte {at} of the event: {(isTrailingComma ? "a comma before a closing bracket" : Unexpected(rest[0]))}";
    }

    private static bool IsClosing(ReadOnlySpan<byte> json) => json is [(byte)'}' or (byte)']', ..];

    private static string Unexpected(byte found) => found switch
    {
        (byte)'"' => "a text that has no end, holds a line break or an unknown escape, or stands in the wrong place",
        (byte)'\'' => "an apostrophe; texts stand in quotation marks",
        > (byte)' ' and <= (byte)'~' => $"unexpected {(char)found}",
        _ => $"unexpected byte 0x{found:X2}",
    };
}
