using System.Buffers;
using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>The required term boundaries, and whether the comparison is case-sensitive.</summary>
[Flags]
internal enum TermMatch
{
    Start = 1,
    End = 2,
    Whole = Start | End,
    CaseSensitive = 4,
}

/// <summary>
/// Searches for terms, which are sequences of letters and digits, as in Kusto. A term boundary is required at each end of the search text
/// that is a letter or a digit. Any other search text, such as whitespace, is matched as a substring.
/// </summary>
internal static class Terms
{
    public static bool Has(string text, string term) => Has(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(term), TermMatch.Whole);

    public static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> term, TermMatch match)
    {
        if (term.IsEmpty)
            return true;
        if (term.Length > text.Length && Ascii.IsValid(term))
            return false;
        if (!match.HasFlag(TermMatch.CaseSensitive) && !(Ascii.IsValid(term) && Ascii.IsValid(text)))
            return HasFolded(text, term, match);
        for (var from = 0; from + term.Length <= text.Length;)
        {
            var found = Find(text[from..], term, match);
            if (found < 0)
                return false;
            found += from;
            if (IsBounded(text, found, term, match))
                return true;
            from = found + 1;
        }

        return false;
    }

    private static int Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> term, TermMatch match)
    {
        if (match.HasFlag(TermMatch.CaseSensitive))
            return text.IndexOf(term);
        var (lower, upper) = (Lower(term[0]), Upper(term[0]));
        for (var from = 0; from + term.Length <= text.Length;)
        {
            var next = text[from..^(term.Length - 1)].IndexOfAny(lower, upper);
            if (next < 0)
                return -1;
            from += next;
            if (Ascii.EqualsIgnoreCase(text.Slice(from, term.Length), term))
                return from;
            from++;
        }

        return -1;
    }

    /// <summary>Compares text with non-ASCII characters in lowercase.</summary>
    private static bool HasFolded(ReadOnlySpan<byte> text, ReadOnlySpan<byte> term, TermMatch match) => Has(
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).ToLowerInvariant()),
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(term).ToLowerInvariant()),
        match | TermMatch.CaseSensitive);

    private static bool IsBounded(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> term, TermMatch match) =>
        (!match.HasFlag(TermMatch.Start) || !StartsWithTerm(term) || !EndsWithTerm(text[..at]))
        && (!match.HasFlag(TermMatch.End) || !EndsWithTerm(term) || !StartsWithTerm(text[(at + term.Length)..]));

    private static bool StartsWithTerm(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && (text[0] < 0x80 ? char.IsAsciiLetterOrDigit((char)text[0])
            : Rune.DecodeFromUtf8(text, out var rune, out _) == OperationStatus.Done && Rune.IsLetterOrDigit(rune));

    private static bool EndsWithTerm(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && (text[^1] < 0x80 ? char.IsAsciiLetterOrDigit((char)text[^1])
            : Rune.DecodeLastFromUtf8(text, out var rune, out _) == OperationStatus.Done && Rune.IsLetterOrDigit(rune));

    private static byte Lower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;

    private static byte Upper(byte c) => c is >= (byte)'a' and <= (byte)'z' ? (byte)(c & ~0x20) : c;
}
