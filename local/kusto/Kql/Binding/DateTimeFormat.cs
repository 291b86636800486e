using System.Text;

namespace LocalKusto.Kql.Binding;

/// <summary>The format of format_datetime() as DuckDB's strftime format.</summary>
internal static class DateTimeFormat
{
    private static readonly (string Token, string Format)[] Tokens =
    [
        ("yyyy", "%Y"), ("yy", "%y"), ("MM", "%m"), ("M", "%-m"), ("dd", "%d"), ("d", "%-d"), ("HH", "%H"), ("H", "%-H"), ("hh", "%I"), ("h", "%-I"),
        ("mm", "%M"), ("m", "%-M"), ("ss", "%S"), ("s", "%-S"), ("tt", "%p"), ("fffffff", "%f0"), ("ffffff", "%f"), ("fff", "%g"),
    ];

    /// <returns>Null for a format with something in it that is no token and no delimiter.</returns>
    public static string? ToStrftime(string format)
    {
        var result = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            if (" /-:,._[]".Contains(format[at], StringComparison.Ordinal))
            {
                result.Append(format[at++]);
                continue;
            }

            var token = Tokens.FirstOrDefault(candidate => string.CompareOrdinal(format, at, candidate.Token, 0, candidate.Token.Length) == 0);
            if (token.Token is null)
                return null;
            result.Append(token.Format);
            at += token.Token.Length;
        }

        return result.ToString();
    }
}
