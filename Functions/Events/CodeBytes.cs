using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>The alphabets of identifiers.</summary>
internal static class CodeBytes
{
    public static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    public static readonly SearchValues<byte> LettersOfAnyCaseAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    public static readonly SearchValues<byte> LettersAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    /// <summary>RFC 3986 §2.3 unreserved characters, and the colon that §3.3 allows in a path segment.</summary>
    public static readonly SearchValues<byte> PathSegment =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:"u8);
}
