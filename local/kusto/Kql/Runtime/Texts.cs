using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>String functions that DuckDB does not provide.</summary>
internal static class Texts
{
    /// <summary>
    /// Returns the position of an occurrence, or -1 if the occurrence is not found. Returns <c>null</c> for a negative occurrence and for a
    /// length below -1. The length -1 means the rest of the text. A negative start counts from the end. The length is counted from the
    /// start and, after each occurrence, from the next character.
    /// </summary>
    public static long? IndexOf(string text, string part, long start, long length, long occurrence)
    {
        if (occurrence < 0 || length < -1)
            return null;
        var from = start < 0 ? Math.Max(0, text.Length + start) : start;
        if (from > text.Length || occurrence == 0)
            return -1;
        for (var at = (int)from; at <= text.Length; at++)
        {
            Evaluation.Check();
            var rest = text.Length - at;
            at = text.IndexOf(part, at, (int)(length < 0 ? rest : Math.Min(length, rest)), StringComparison.Ordinal);
            if (at < 0)
                return -1;
            if (--occurrence == 0)
                return at;
        }

        return -1;
    }

    /// <summary>Splits text. An empty delimiter does not split the text.</summary>
    public static IEnumerable<string> Split(string text, string delimiter) => delimiter.Length == 0 ? [text] : text.Split(delimiter);

    /// <summary>
    /// Applies the lookups in order. Replaced text is not searched again. Text that matches a lookup is not changed if the rewrite is not a
    /// string.
    /// </summary>
    public static string Replace(string text, JsonElement lookups, JsonElement rewrites)
    {
        // The parts of the text. Parts with IsOpen are searched, and the other parts are rewrites.
        List<(string Text, bool IsOpen)> parts = [(text, true)];
        var steps = 0;
        foreach (var (lookup, rewrite) in DynamicValues.Elements(lookups).Zip(DynamicValues.Elements(rewrites)))
        {
            var from = DynamicValues.Text(lookup);
            var to = rewrite.ValueKind == JsonValueKind.String ? rewrite.GetString()! : from;
            if (from.Length == 0)
                continue;
            var next = new List<(string Text, bool IsOpen)>();
            long length = 0;
            foreach (var part in parts)
            {
                var pieces = part.IsOpen ? part.Text.Split(from) : [part.Text];
                for (var i = 0; i < pieces.Length; i++)
                {
                    Evaluation.Step(ref steps);
                    if (i > 0)
                        next.Add((to, false));
                    next.Add((pieces[i], part.IsOpen));
                    Evaluation.CheckLength(length += pieces[i].Length + (i > 0 ? to.Length : 0));
                }
            }

            parts = next;
        }

        return string.Concat(parts.Select(part => part.Text));
    }

    /// <summary>
    /// Replaces each character in <paramref name="search"/> with the character at the same position in <paramref name="replacement"/>. If
    /// <paramref name="replacement"/> is shorter, its last character is used for the remaining positions. If <paramref name="replacement"/>
    /// is empty, the characters are removed.
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

    /// <summary>Joins strings with a delimiter.</summary>
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
