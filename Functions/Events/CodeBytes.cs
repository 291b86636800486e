using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>The characters that identifiers can contain.</summary>
internal static class CodeBytes
{
    public static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    public static readonly SearchValues<byte> LettersOfAnyCaseAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    public static readonly SearchValues<byte> LettersAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    /// <summary>The unreserved characters (RFC 3986 §2.3) and the colon, which path segments can contain (RFC 3986 §3.3).</summary>
    public static readonly SearchValues<byte> PathSegment =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:"u8);
}
