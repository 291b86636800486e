using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>Texts of keys and values, as parse-kv reads them.</summary>
internal static class KeyValuePairs
{
    /// <summary>
    /// A bag of the pairs; of equal keys the first one counts. A value in quotes may hold delimiters. If it is greedy, a value lasts until
    /// the next key.
    /// </summary>
    public static Json Parse(string text, string pairDelimiter, string valueDelimiter, string quotes, bool isGreedy)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Pairs(text, pairDelimiter, valueDelimiter, quotes, isGreedy))
        {
            var at = pair.IndexOf(valueDelimiter, StringComparison.Ordinal);
            if (at < 0 || valueDelimiter.Length == 0)
                continue;
            var value = pair[(at + valueDelimiter.Length)..].Trim();
            members.TryAdd(Unquoted(pair[..at].Trim(), quotes), DynamicValues.Quote(Unquoted(value, quotes)).Text);
        }

        return DynamicValues.Bag(members);
    }

    private static IEnumerable<string> Pairs(string text, string pairDelimiter, string valueDelimiter, string quotes, bool isGreedy)
    {
        var pair = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var isDelimiter = quote == '\0' && pairDelimiter.Length > 0
                && string.CompareOrdinal(text, i, pairDelimiter, 0, pairDelimiter.Length) == 0;
            if (isDelimiter && (!isGreedy || HasKeyNext(text[(i + pairDelimiter.Length)..], pairDelimiter, valueDelimiter)))
            {
                yield return pair.ToString();
                pair.Clear();
                i += pairDelimiter.Length - 1;
                continue;
            }

            if (quote == text[i])
                quote = '\0';
            else if (quote == '\0' && quotes.Contains(text[i], StringComparison.Ordinal))
                quote = text[i];
            pair.Append(text[i]);
        }

        yield return pair.ToString();
    }

    /// <summary>Whether a delimiter of a value comes before the next one of a pair.</summary>
    private static bool HasKeyNext(string rest, string pairDelimiter, string valueDelimiter)
    {
        var value = rest.IndexOf(valueDelimiter, StringComparison.Ordinal);
        var pair = rest.IndexOf(pairDelimiter, StringComparison.Ordinal);
        return value > 0 && (pair < 0 || value < pair);
    }

    private static string Unquoted(string text, string quotes) =>
        text.Length > 1 && text[0] == text[^1] && quotes.Contains(text[0], StringComparison.Ordinal) ? text[1..^1] : text;
}
