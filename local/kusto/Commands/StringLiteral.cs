using System.Buffers;
using System.Globalization;
using System.Text;

namespace LocalKusto.Commands;

/// <summary>
/// Reads a KQL string literal: <c>'…'</c> or <c>"…"</c> with backslash escapes, verbatim <c>@'…'</c>, or text that is enclosed in three
/// backticks or three tildes and can have multiple lines. Each form can be obfuscated (<c>h'…'</c>).
/// </summary>
internal static class StringLiteral
{
    private static readonly string[] Fences = ["```", "~~~"];

    /// <summary>
    /// Reads the literal at <paramref name="start"/>. <paramref name="end"/> is the position after the literal. Returns <c>false</c> if no
    /// complete literal starts at <paramref name="start"/>.
    /// </summary>
    public static bool TryRead(string text, int start, out string value, out int end)
    {
        value = "";
        end = start;
        var position = start;
        if (position + 1 < text.Length && text[position] is 'h' or 'H' && text[position + 1] is '\'' or '"' or '@' or '`' or '~')
            position++;
        if (position >= text.Length)
            return false;

        foreach (var fence in Fences)
        {
            if (!text.AsSpan(position).StartsWith(fence))
                continue;
            var close = text.IndexOf(fence, position + fence.Length, StringComparison.Ordinal);
            if (close < 0)
                return false;
            value = text[(position + fence.Length)..close];
            end = close + fence.Length;
            return true;
        }

        var isVerbatim = text[position] == '@';
        if (isVerbatim)
            position++;
        if (position >= text.Length || text[position] is not ('\'' or '"'))
            return false;
        return isVerbatim ? ReadVerbatim(text, position, out value, out end) : ReadEscaped(text, position, out value, out end);
    }

    private static bool ReadVerbatim(string text, int open, out string value, out int end)
    {
        var quote = text[open];
        var content = new StringBuilder();
        for (var i = open + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] != quote)
            {
                content.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == quote)
            {
                content.Append(quote);
                i++;
            }
            else
            {
                value = content.ToString();
                end = i + 1;
                return true;
            }
        }
        value = "";
        end = open;
        return false;
    }

    private static bool ReadEscaped(string text, int open, out string value, out int end)
    {
        var quote = text[open];
        var content = new StringBuilder();
        for (var i = open + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == quote)
            {
                value = content.ToString();
                end = i + 1;
                // A lone surrogate, such as '\ud800', is not valid text.
                return IsText(value);
            }
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                content.Append(text[i]);
                continue;
            }
            i++;
            var digits = text[i] switch { 'u' => 4, 'U' => 8, 'x' => 2, _ => 0 };
            if (digits > 0)
            {
                if (i + digits >= text.Length
                    || !int.TryParse(text.AsSpan(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                    || code is < 0 or > 0x10FFFF)
                {
                    break;
                }
                content.Append(code is > 0xFFFF ? char.ConvertFromUtf32(code) : ((char)code).ToString());
                i += digits;
                continue;
            }
            content.Append(text[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'a' => '\a',
                'b' => '\b',
                'f' => '\f',
                'v' => '\v',
                '0' => '\0',
                var other => other,
            });
        }
        value = "";
        end = open;
        return false;
    }

    private static bool IsText(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
                return false;
            text = text[length..];
        }
        return true;
    }
}
