using System.Text;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Implements parse-kv, which parses keys and values. For duplicate keys, the first value is used.</summary>
internal static class KeyValuePairs
{
    /// <summary>Returns the pairs as a bag.</summary>
    /// <param name="text">The text with the pairs.</param>
    /// <param name="options">
    /// The options of parse-kv: the delimiters <c>pair_delimiter</c> and <c>kv_delimiter</c>, the quotation marks <c>quote</c>, the escape
    /// character <c>escape</c>, and <c>greedy</c>, with which a value extends to the next key. <c>regex</c> replaces these options with a
    /// regular expression that has groups for key and value.
    /// </param>
    public static Json Parse(string text, JsonElement options)
    {
        string Option(string name, string absent) => options.TryGetProperty(name, out var value) ? DynamicValues.Text(value) : absent;
        var quotes = new Quotes(Option("quote", ""), Option("escape", ""));
        if (options.TryGetProperty("regex", out var regex))
            return Bag(RegexCache.Find(DynamicValues.Text(regex)).Matches(text)
                .Select(match => (match.Groups[1].Value, match.Groups[2].Value)));
        if (!options.TryGetProperty("pair_delimiter", out _) && !options.TryGetProperty("kv_delimiter", out _))
            return Bag(Neighbours(Words(text, quotes)));
        var values = Option("kv_delimiter", "=");
        return Bag(Pairs(text, Option("pair_delimiter", " "), values, quotes, Option("greedy", "") is "true" or "True")
            .Select(pair => (pair, At: pair.IndexOf(values, StringComparison.Ordinal)))
            .Where(pair => pair.At >= 0 && values.Length > 0)
            .Select(pair => (quotes.Remove(pair.pair[..pair.At].Trim()), quotes.Remove(pair.pair[(pair.At + values.Length)..].Trim()))));
    }

    private static Json Bag(IEnumerable<(string Key, string Value)> pairs)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
            members.TryAdd(key.Trim(), DynamicValues.Quote(value.Trim()).Text);
        return DynamicValues.Bag(members);
    }

    private static IEnumerable<string> Pairs(string text, string pairDelimiter, string valueDelimiter, Quotes quotes, bool isGreedy)
    {
        var pair = new StringBuilder();
        var isQuoted = false;
        var (pairs, values) = (new NextPlace(text, pairDelimiter), new NextPlace(text, valueDelimiter));
        var steps = 0;
        for (var i = 0; i < text.Length; i++)
        {
            Evaluation.Step(ref steps);
            var isDelimiter = !isQuoted && pairDelimiter.Length > 0
                && string.CompareOrdinal(text, i, pairDelimiter, 0, pairDelimiter.Length) == 0;
            if (isDelimiter && (!isGreedy || HasKeyNext(i + pairDelimiter.Length, pairs, values)))
            {
                yield return pair.ToString();
                pair.Clear();
                i += pairDelimiter.Length - 1;
                continue;
            }

            if (isQuoted && quotes.IsEscape(text[i]) && i + 1 < text.Length)
                pair.Append(text[i++]);
            else
                isQuoted = isQuoted ? !quotes.IsClosing(text[i]) : quotes.IsOpening(text[i]);
            pair.Append(text[i]);
        }

        yield return pair.ToString();
    }

    /// <summary>
    /// Returns <c>true</c> if a key starts at a position, that is, if the next value delimiter precedes the next pair delimiter.
    /// </summary>
    private static bool HasKeyNext(int start, NextPlace pairs, NextPlace values) =>
        values.From(start) is var value && value > start && value < pairs.From(start);

    /// <summary>Finds the next position of a delimiter, for ascending start positions. Each character is read once.</summary>
    private sealed class NextPlace(string text, string delimiter)
    {
        private int _place = -1;

        /// <returns>The position, or <see cref="int.MaxValue"/> if the delimiter does not occur at or after the start position.</returns>
        public int From(int start)
        {
            if (_place < start)
                _place = text.IndexOf(delimiter, start, StringComparison.Ordinal) is >= 0 and var found ? found : int.MaxValue;
            return _place;
        }
    }

    /// <summary>Returns the pairs of adjacent words. Without delimiters, each word can be a key, and its value is the next word.</summary>
    private static IEnumerable<(string Key, string Value)> Neighbours(IEnumerable<string> words)
    {
        string? before = null;
        foreach (var word in words)
        {
            if (before is not null)
                yield return (before, word);
            before = word;
        }
    }

    /// <summary>Returns the sequences of letters and digits, and the quoted strings.</summary>
    private static IEnumerable<string> Words(string text, Quotes quotes)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var end = i;
            if (quotes.IsOpening(text[i]))
            {
                for (end++; end < text.Length && !quotes.IsClosing(text[end]); end++)
                    end += quotes.IsEscape(text[end]) ? 1 : 0;
                yield return quotes.Remove(text[i..Math.Min(end + 1, text.Length)]);
            }
            else
            {
                while (end < text.Length && char.IsLetterOrDigit(text[end]))
                    end++;
                if (end > i)
                    yield return text[i..end];
            }

            i = end;
        }
    }

    /// <summary>The quotation marks: one character, or an opening and a closing character.</summary>
    private readonly record struct Quotes(string Marks, string Escapes)
    {
        public bool IsOpening(char c) => Marks.Length > 0 && c == Marks[0];

        public bool IsClosing(char c) => Marks.Length > 0 && c == Marks[^1];

        public bool IsEscape(char c) => Escapes.Contains(c, StringComparison.Ordinal);

        /// <summary>Returns the text between the quotation marks, without escape characters.</summary>
        public string Remove(string text)
        {
            if (text.Length < 2 || !IsOpening(text[0]) || !IsClosing(text[^1]))
                return text;
            var inner = new StringBuilder();
            for (var i = 1; i < text.Length - 1; i++)
                inner.Append(text[IsEscape(text[i]) && i + 1 < text.Length - 1 ? ++i : i]);
            return inner.ToString();
        }
    }
}
