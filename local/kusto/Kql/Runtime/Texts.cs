using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>String functions that have no counterpart in the database.</summary>
internal static class Texts
{
    /// <summary>
    /// -1 where the text is not found; null for a negative occurrence and for a length below -1 (-1: all). A negative start counts
    /// from the end.
    /// </summary>
    public static long? IndexOf(string text, string part, long start, long length, long occurrence)
    {
        if (occurrence < 0 || length < -1)
            return null;
        var from = start < 0 ? Math.Max(0, text.Length + start) : start;
        if (from > text.Length || occurrence == 0)
            return -1;
        var end = length < 0 ? text.Length : from + Math.Min(length, text.Length - from);
        for (var at = (int)from; at <= end; at++)
        {
            Evaluation.Check();
            at = text.IndexOf(part, at, (int)end - at, StringComparison.Ordinal);
            if (at < 0)
                return -1;
            if (--occurrence == 0)
                return at;
        }

        return -1;
    }

    /// <summary>An empty delimiter separates nothing.</summary>
    public static IEnumerable<string> Split(string text, string delimiter) => delimiter.Length == 0 ? [text] : text.Split(delimiter);

    /// <summary>All replacements in one pass from left to right; of lookups that match at one place the first one counts.</summary>
    public static string Replace(string text, JsonElement lookups, JsonElement rewrites)
    {
        var pairs = DynamicValues.Elements(lookups)
            .Zip(DynamicValues.Elements(rewrites), (lookup, rewrite) => (From: DynamicValues.Text(lookup), To: DynamicValues.Text(rewrite)))
            .Where(pair => pair.From.Length > 0)
            .ToList();
        var search = SearchValues.Create([.. pairs.Select(pair => pair.From)], StringComparison.Ordinal);
        var result = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        var steps = 0;
        for (var at = rest.IndexOfAny(search); at >= 0; at = rest.IndexOfAny(search))
        {
            result.Append(rest[..at]);
            Evaluation.CheckLength(result.Length);
            rest = rest[at..];
            foreach (var (from, to) in pairs)
            {
                Evaluation.Step(ref steps);
                if (!rest.StartsWith(from, StringComparison.Ordinal))
                    continue;
                result.Append(to);
                rest = rest[from.Length..];
                break;
            }
        }

        return result.Append(rest).ToString();
    }

    /// <summary>
    /// Each character of the search list becomes the one at the same place of the other list, or its last one; with an empty list it is
    /// dropped.
    /// </summary>
    public static string Translate(string search, string replacement, string source)
    {
        var places = new Dictionary<char, int>();
        for (var i = 0; i < search.Length; i++)
            places.TryAdd(search[i], i);
        var result = new StringBuilder(source.Length);
        foreach (var c in source)
        {
            if (!places.TryGetValue(c, out var at))
                result.Append(c);
            else if (replacement.Length > 0)
                result.Append(replacement[Math.Min(at, replacement.Length - 1)]);
        }

        return result.ToString();
    }

    public static long CountOverlapping(string text, string part)
    {
        if (part.Length == 0)
            return 0;
        var count = 0L;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            Evaluation.Check();
            count++;
        }

        return count;
    }

    /// <summary>The texts with the delimiter between them.</summary>
    public static string Join(string delimiter, IEnumerable<string> texts)
    {
        var result = new StringBuilder();
        var (steps, isFirst) = (0, true);
        foreach (var text in texts)
        {
            if (!isFirst)
                result.Append(delimiter);
            isFirst = false;
            result.Append(text);
            Evaluation.Step(ref steps);
            Evaluation.CheckLength(result.Length);
        }

        return result.ToString();
    }

    public static string FromCodePoints(IEnumerable<JsonElement> values)
    {
        var result = new StringBuilder();
        foreach (var value in values)
        {
            foreach (var number in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1))
            {
                if (number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var code) && Rune.IsValid(code))
                    result.Append(new Rune(code));
            }
        }

        return result.ToString();
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
