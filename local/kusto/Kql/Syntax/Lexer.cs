using System.Globalization;
using System.Text;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Syntax;

/// <summary>Splits KQL text into tokens (see "Scalar data types" and "Entity names" in the KQL reference).</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Punctuation =
        ["..", "=>", "==", "!=", "<>", "<=", ">=", "=~", "!~", "|", ",", ";", ":", "(", ")", "[", "]", "{", "}", "=", "<", ">", "+", "-",
            "*", "/", "%", ".", "!", "~", "$"];

    private static readonly HashSet<string> LiteralTypes =
        ["datetime", "date", "timespan", "time", "guid", "uuid", "uniqueid", "dynamic", "long", "int64", "int", "int32", "real", "double",
            "decimal", "bool", "boolean", "string"];

    /// <summary>The characters of \n, \t, \r, \a, \b, \f and \v.</summary>
    private const string ControlCharacters = "\n\t\r\a\b\f\v";

    private int _at;

    public static List<Token> Tokenize(string text) => new Lexer(text).Run();

    private List<Token> Run()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanks();
            var token = Next();
            tokens.Add(token);
            if (token.Kind == TokenKind.End)
                return tokens;
        }
    }

    private Token Next()
    {
        var start = _at;
        if (_at >= text.Length)
            return new Token(TokenKind.End, "", null, start, start);

        var c = text[_at];
        if (char.IsAsciiDigit(c))
            return Number();
        if (IsStringStart())
            return new Token(TokenKind.String, "", Strings(), start, _at);
        if (char.IsLetter(c) || c == '_')
            return Word();
        foreach (var mark in Punctuation)
        {
            if (string.CompareOrdinal(text, _at, mark, 0, mark.Length) == 0)
            {
                _at += mark.Length;
                return new Token(TokenKind.Punctuation, mark, null, start, _at);
            }
        }

        throw KqlErrors.Syntax(text, start);
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]) || text[_at] == '\uFEFF')
                _at++;
            else if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
                _at = text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length;
            else
                return;
        }
    }

    private Token Word()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_'))
            _at++;
        var word = text[start.._at];
        if (!LiteralTypes.Contains(word))
            return new Token(TokenKind.Identifier, word, null, start, _at);

        var open = _at;
        while (open < text.Length && text[open] is ' ' or '\t')
            open++;
        if (open >= text.Length || text[open] != '(')
            return new Token(TokenKind.Identifier, word, null, start, _at);
        _at = open + 1;
        var inside = _at;
        SkipToClosing();
        return new Token(TokenKind.TypedLiteral, word, text[inside..(_at - 1)].Trim(), start, _at);
    }

    private void SkipToClosing()
    {
        for (var depth = 1; _at < text.Length;)
        {
            if (text[_at] is '"' or '\'')
            {
                OneString();
                continue;
            }

            depth += text[_at++] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return;
        }

        throw KqlErrors.Syntax(text, text.Length);
    }

    private Token Number()
    {
        var start = _at;
        if (text[_at] == '0' && _at + 1 < text.Length && text[_at + 1] is 'x' or 'X')
        {
            _at += 2;
            while (_at < text.Length && char.IsAsciiHexDigit(text[_at]))
                _at++;
            return long.TryParse(text.AsSpan(start + 2, _at - start - 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex)
                ? new Token(TokenKind.Long, "", hex, start, _at)
                : throw KqlErrors.Syntax(text, start);
        }

        Digits();
        var isReal = false;
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            isReal = true;
            _at++;
            Digits();
        }
        else if (_at < text.Length && text[_at] == '.'
            && (_at + 1 >= text.Length || !(char.IsLetter(text[_at + 1]) || text[_at + 1] is '.' or '_')))
        {
            // A single dot is a decimal point. Two dots are the range operator.
            isReal = true;
            _at++;
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var sign = _at + 1 < text.Length && text[_at + 1] is '+' or '-' ? 1 : 0;
            if (_at + 1 + sign < text.Length && char.IsAsciiDigit(text[_at + 1 + sign]))
            {
                isReal = true;
                _at += 1 + sign;
                Digits();
            }
        }

        var number = text[start.._at];
        var unit = _at;
        while (_at < text.Length && char.IsLetter(text[_at]))
            _at++;
        if (_at > unit)
        {
            return TimeSpans.Parse(number, text[unit.._at]) is { } span
                ? new Token(TokenKind.TimeSpan, "", span, start, _at)
                : throw KqlErrors.Syntax(text, start);
        }

        if (isReal)
            return new Token(TokenKind.Real, "", double.Parse(number, CultureInfo.InvariantCulture), start, _at);
        return long.TryParse(number, CultureInfo.InvariantCulture, out var value)
            ? new Token(TokenKind.Long, "", value, start, _at)
            : throw KqlErrors.Syntax(text, start);
    }

    private void Digits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private bool IsStringStart()
    {
        var at = _at;
        if (text[at] is 'h' or 'H')
            at++;
        if (at < text.Length && text[at] == '@')
            at++;
        return at < text.Length && (text[at] is '"' or '\'' || IsFence(at));
    }

    private bool IsFence(int at) => string.CompareOrdinal(text, at, "```", 0, 3) == 0 || string.CompareOrdinal(text, at, "~~~", 0, 3) == 0;

    /// <summary>Reads adjacent string literals as one string.</summary>
    private string Strings()
    {
        var value = OneString();
        while (true)
        {
            var behind = _at;
            SkipBlanks();
            if (_at >= text.Length || !IsStringStart())
            {
                _at = behind;
                return value;
            }

            value += OneString();
        }
    }

    private string OneString()
    {
        var start = _at;
        if (text[_at] is 'h' or 'H')
            _at++;
        if (IsFence(_at))
            return Fenced(start);
        var isVerbatim = text[_at] == '@';
        if (isVerbatim)
            _at++;
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == quote)
            {
                if (!isVerbatim || _at >= text.Length || text[_at] != quote)
                    return value.ToString();
                _at++;
                value.Append(quote);
            }
            else if (c == '\\' && !isVerbatim)
            {
                value.Append(Escape(start));
            }
            else if (c is '\n' or '\r' && !isVerbatim)
            {
                break;
            }
            else
            {
                value.Append(c);
            }
        }

        throw KqlErrors.Syntax(text, start);
    }

    private string Fenced(int start)
    {
        var fence = text.Substring(_at, 3);
        var end = text.IndexOf(fence, _at + 3, StringComparison.Ordinal);
        if (end < 0)
            throw KqlErrors.Syntax(text, start);
        var value = text[(_at + 3)..end];
        _at = end + 3;
        return value;
    }

    /// <summary>Reads an octal escape sequence of up to three digits.</summary>
    private char Octal(int value)
    {
        for (var digits = 1; digits < 3 && _at < text.Length && text[_at] is >= '0' and <= '7'; digits++)
            value = (8 * value) + text[_at++] - '0';
        return (char)value;
    }

    private char Escape(int start)
    {
        if (_at >= text.Length)
            throw KqlErrors.Syntax(text, start);
        var c = text[_at++];
        switch (c)
        {
            case 'n' or 't' or 'r' or 'a' or 'b' or 'f' or 'v':
                return ControlCharacters["ntrabfv".IndexOf(c, StringComparison.Ordinal)];
            case >= '0' and <= '7':
                return Octal(c - '0');
            case 'x' when _at + 2 <= text.Length
                && byte.TryParse(text.AsSpan(_at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var latin):
                _at += 2;
                return (char)latin;
            case '\\' or '"' or '\'':
                return c;
            case 'u' when _at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw KqlErrors.Syntax(text, start);
        }
    }
}
