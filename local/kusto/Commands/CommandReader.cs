using System.Text;
using LocalKusto.Kql.Errors;

namespace LocalKusto.Commands;

/// <summary>
/// Reads the text of a management command from left to right: words, names, literals, and embedded KQL (bodies in braces and the text after
/// <c>&lt;|</c>). Whitespace and <c>//</c> comments between tokens are skipped.
/// </summary>
internal sealed partial class CommandReader(string text, int position = 0)
{
    public string Text { get; } = text;

    public int Position { get; private set; } = position;

    public bool AtEnd
    {
        get
        {
            SkipBlanks();
            return Position == Text.Length;
        }
    }

    /// <summary>Whether the next token is a word.</summary>
    public bool AtWord
    {
        get
        {
            SkipBlanks();
            return EndOfWord() > Position;
        }
    }

    /// <summary>Whether the next token is a name, quoted or not.</summary>
    public bool AtName
    {
        get
        {
            SkipBlanks();
            return Current is '_' or '$' or '[' || char.IsAsciiLetterOrDigit(Current);
        }
    }

    private char Current => Position < Text.Length ? Text[Position] : '\0';

    /// <summary>Returns to an earlier <see cref="Position"/>.</summary>
    public void Rewind(int position) => Position = position;

    /// <summary>Reads the word if it is the next token. Words in commands are case-insensitive and can contain hyphens.</summary>
    public bool TryWord(string word)
    {
        SkipBlanks();
        var end = EndOfWord();
        if (!Text.AsSpan(Position..end).Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        Position = end;
        return true;
    }

    /// <summary>Reads the words if they are the next tokens. Otherwise, the position does not change.</summary>
    public bool TryWords(params ReadOnlySpan<string> words)
    {
        var start = Position;
        foreach (var word in words)
        {
            if (TryWord(word))
                continue;
            Position = start;
            return false;
        }
        return true;
    }

    public void ExpectWord(string word)
    {
        if (!TryWord(word))
            throw Unexpected();
    }

    /// <summary>Reads any word and returns it in lowercase.</summary>
    public string ReadWord()
    {
        SkipBlanks();
        var end = EndOfWord();
        if (end == Position)
            throw Unexpected();
        var word = Text[Position..end].ToLowerInvariant();
        Position = end;
        return word;
    }

    public bool Try(string punctuation)
    {
        SkipBlanks();
        if (!Text.AsSpan(Position).StartsWith(punctuation, StringComparison.Ordinal))
            return false;
        Position += punctuation.Length;
        return true;
    }

    public void Expect(string punctuation)
    {
        if (!Try(punctuation))
            throw Unexpected();
    }

    /// <summary>Reads an identifier or a name in the form <c>['…']</c>.</summary>
    public string ReadName()
    {
        SkipBlanks();
        var start = Position;
        if (Current == '[')
        {
            Position++;
            if (TryString(out var quoted) && quoted.Length > 0 && Try("]"))
                return quoted;
            Position = start;
            throw Unexpected();
        }
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '$')
            Position++;
        return Position > start ? Text[start..Position] : throw Unexpected();
    }

    /// <summary>Reads a name if the next token is a name.</summary>
    public bool TryName()
    {
        if (!AtName)
            return false;
        ReadName();
        return true;
    }

    public string ReadString() => TryString(out var value) ? value : throw Unexpected();

    /// <summary>Reads one string literal. Adjacent literals are not concatenated.</summary>
    public string ReadSingleString()
    {
        SkipBlanks();
        if (!StringLiteral.TryRead(Text, Position, out var value, out var end))
            throw Unexpected();
        Position = end;
        return value;
    }

    /// <summary>Reads a string literal of any form. Adjacent literals are concatenated.</summary>
    public bool TryString(out string value)
    {
        var parts = new StringBuilder();
        var any = false;
        SkipBlanks();
        while (StringLiteral.TryRead(Text, Position, out var part, out var end))
        {
            any = true;
            parts.Append(part);
            Position = end;
            SkipBlanks();
        }
        value = parts.ToString();
        return any;
    }

    /// <summary>Returns Kusto's error for text that is not a valid command.</summary>
    public KqlException Unexpected()
    {
        var before = Text.AsSpan(0, Math.Min(Position, Text.Length));
        var line = before.Count('\n') + 1;
        return new KqlException(KqlErrorKind.Syntax, "SYN0002", "A recognition error occurred.", line,
            before.Length - (before.LastIndexOf('\n') + 1));
    }

    private void SkipBlanks()
    {
        while (Position < Text.Length)
        {
            if (char.IsWhiteSpace(Text[Position]))
                Position++;
            else if (Text.AsSpan(Position).StartsWith("//"))
                SkipLine();
            else
                return;
        }
    }

    private void SkipLine()
    {
        var newLine = Text.IndexOf('\n', Position);
        Position = newLine < 0 ? Text.Length : newLine + 1;
    }

    private int EndOfWord()
    {
        var end = Position;
        while (end < Text.Length && (char.IsAsciiLetterOrDigit(Text[end]) || Text[end] is '_' or '-'))
            end++;
        return end;
    }
}
