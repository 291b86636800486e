namespace Pipelines.Tests.Bicep;

/// <summary>
/// Takes a Bicep file apart into declarations, objects and arrays. No compiler: it trusts that the file is valid (the pipeline
/// runs the real one), and keeps every expression that is neither object nor array as text.
/// </summary>
internal sealed class BicepReader(string path, string text)
{
    private static readonly string[] Keywords = ["param", "var", "resource", "module", "output", "type", "metadata", "func"];
    private int _at;

    public IReadOnlyList<BicepDeclaration> ReadFile()
    {
        var declarations = new List<BicepDeclaration>();
        for (SkipBlank(newLines: true); _at < text.Length; SkipBlank(newLines: true))
        {
            if (TryReadDeclaration() is { } declaration)
                declarations.Add(declaration);
            else
                ReadExpression();
        }

        return declarations;
    }

    private BicepDeclaration? TryReadDeclaration()
    {
        var start = _at;
        var keyword = ReadWord();
        SkipBlank(newLines: false);
        if (!Keywords.Contains(keyword) || _at >= text.Length || !char.IsLetter(text[_at]))
        {
            _at = start;
            return null;
        }

        var name = ReadWord();
        var typeStart = _at;
        while (_at < text.Length && text[_at] is not ('=' or '\n'))
            Step();
        var type = text[typeStart.._at].Trim();
        var existing = type.EndsWith(" existing", StringComparison.Ordinal);
        type = (existing ? type[..^" existing".Length] : type).Trim().Trim('\'');
        if (_at >= text.Length || text[_at] == '\n')
            return new BicepDeclaration(keyword, name, type, existing, null, null, null);

        _at++;
        SkipBlank(newLines: false);
        string? loop = null, condition = null;
        var isLoop = Peek("[for ") || Peek("[\n") && IsLoop();
        if (isLoop)
        {
            _at = text.IndexOf("for ", _at, StringComparison.Ordinal) + "for ".Length;
            loop = ReadUntil(':');
            SkipBlank(newLines: false);
        }

        if (Peek("if (") || Peek("if("))
        {
            _at = text.IndexOf('(', _at);
            condition = ReadBalanced();
            SkipBlank(newLines: false);
        }

        var value = ReadValue();
        if (isLoop)
        {
            SkipBlank(newLines: true);
            Expect(']');
        }

        return new BicepDeclaration(keyword, name, type, existing, loop, condition, value);
    }

    private BicepValue ReadValue()
    {
        SkipBlank(newLines: false);
        var start = _at;
        if (Peek("{"))
        {
            var value = ReadObject();
            if (EndsHere())
                return value;
        }
        else if (Peek("[") && !IsLoop())
        {
            var value = ReadArray();
            if (EndsHere())
                return value;
        }

        _at = start;
        return ReadExpression();
    }

    private BicepObject ReadObject()
    {
        var start = _at++;
        var properties = new List<(string, BicepValue)>();
        var nested = new List<BicepDeclaration>();
        for (SkipSeparators(); !Peek("}"); SkipSeparators())
        {
            if (Peek("@") || Peek("..."))
            {
                ReadExpression();
                continue;
            }

            if (TryReadDeclaration() is { } declaration)
            {
                nested.Add(declaration);
                continue;
            }

            var name = Peek("'") ? ReadString()[1..^1] : ReadWord();
            SkipBlank(newLines: false);
            Expect(':');
            properties.Add((name, ReadValue()));
        }

        Expect('}');
        return new BicepObject(text[start.._at], properties, nested);
    }

    private BicepArray ReadArray()
    {
        var start = _at++;
        var values = new List<BicepValue>();
        for (SkipSeparators(); !Peek("]"); SkipSeparators())
            values.Add(ReadValue());
        Expect(']');
        return new BicepArray(text[start.._at], values);
    }

    /// <summary>Up to the end of the line, a comma or a closing bracket outside of any bracket; a line may go on with <c>?</c> or <c>:</c>.</summary>
    private BicepExpression ReadExpression()
    {
        var start = _at;
        while (_at < text.Length && text[_at] is not (',' or '}' or ']' or ')'))
        {
            if (text[_at] == '\n')
            {
                var end = _at;
                SkipBlank(newLines: true);
                if (_at < text.Length && text[_at] is '?' or ':' or '|')
                    continue;
                _at = end;
                break;
            }

            Step();
        }

        if (_at == start)
            throw Unreadable("a value");
        return new BicepExpression(text[start.._at].Trim());
    }

    /// <summary>Over one character, string, comment or bracket with all that it holds.</summary>
    private void Step()
    {
        if (text[_at] == '\'')
            ReadString();
        else if (text[_at] is '(' or '[' or '{')
            ReadBalanced();
        else if (Peek("//"))
            _at = EndOfLine();
        else
            _at++;
    }

    private string ReadBalanced()
    {
        var start = _at++;
        while (_at < text.Length && text[_at] is not (')' or ']' or '}'))
            Step();
        _at++;
        return text[start..Math.Min(_at, text.Length)];
    }

    private string ReadString()
    {
        var start = _at;
        if (Peek("'''"))
        {
            _at = text.IndexOf("'''", _at + 3, StringComparison.Ordinal) + 3;
            return text[start.._at];
        }

        for (_at++; _at < text.Length && text[_at] != '\''; _at++)
        {
            if (text[_at] == '\\')
            {
                _at++;
            }
            else if (Peek("${"))
            {
                _at++;
                ReadBalanced();
                _at--;
            }
        }

        _at++;
        return text[start.._at];
    }

    private string ReadWord()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_'))
            _at++;
        return text[start.._at];
    }

    private string ReadUntil(char end)
    {
        var start = _at;
        while (_at < text.Length && text[_at] != end)
            Step();
        _at++;
        return text[start..(_at - 1)].Trim();
    }

    private bool IsLoop()
    {
        var at = _at + 1;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return string.CompareOrdinal(text, at, "for ", 0, 4) == 0;
    }

    /// <summary>Whether the value just read is all of it: <c>[…] : null</c> or <c>{…}.name</c> would be an expression.</summary>
    private bool EndsHere()
    {
        var before = _at;
        SkipBlank(newLines: true);
        var goesOn = _at < text.Length && (text[_at] is '?' or ':' || _at == before && text[_at] is '.' or '[');
        _at = before;
        return !goesOn;
    }

    private void SkipSeparators()
    {
        for (SkipBlank(newLines: true); Peek(","); SkipBlank(newLines: true))
            _at++;
        if (_at >= text.Length)
            throw Unreadable("a closing bracket");
    }

    private void SkipBlank(bool newLines)
    {
        while (_at < text.Length)
        {
            if (Peek("//"))
                _at = EndOfLine();
            else if (text[_at] == ' ' || text[_at] == '\r' || text[_at] == '\t' || newLines && text[_at] == '\n')
                _at++;
            else if (newLines && Peek("#disable-next-line"))
                _at = EndOfLine();
            else
                return;
        }
    }

    private int EndOfLine() => text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length;

    private bool Peek(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    private void Expect(char expected)
    {
        if (_at >= text.Length || text[_at] != expected)
            throw Unreadable($"'{expected}'");
        _at++;
    }

    private FormatException Unreadable(string expected) =>
        new($"{path}({text.AsSpan(0, Math.Min(_at, text.Length)).Count('\n') + 1}): expected {expected}.");
}
