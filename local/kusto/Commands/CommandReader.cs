using System.Text;
using LocalKusto.Kql.Errors;

namespace LocalKusto.Commands;

/// <summary>
/// Reads the text of a management command from left to right: words, names, literals, and the parts that stay KQL (bodies in
/// braces, what follows <c>&lt;|</c>). Blanks and <c>//</c> comments between them are skipped.
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

    /// <summary>Reads a word if it is next. Words of commands are case-insensitive and may contain hyphens.</summary>
    public bool TryWord(string word)
    {
        SkipBlanks();
        var end = EndOfWord();
        if (!Text.AsSpan(Position..end).Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        Position = end;
        return true;
    }

    /// <summary>Takes all the words or none.</summary>
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

    /// <summary>Any word, in lower case.</summary>
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

    /// <summary>An identifier, or any name as <c>['…']</c>.</summary>
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

    /// <summary>Reads a name if one is next.</summary>
    public bool TryName()
    {
        if (!AtName)
            return false;
        ReadName();
        return true;
    }

    public string ReadString() => TryString(out var value) ? value : throw Unexpected();

    /// <summary>One string literal, where another may follow that is not a part of it.</summary>
    public string ReadSingleString()
    {
        SkipBlanks();
        if (!StringLiteral.TryRead(Text, Position, out var value, out var end))
            throw Unexpected();
        Position = end;
        return value;
    }

    /// <summary>A string literal of any form; adjacent ones are one.</summary>
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

    /// <summary>Kusto's error for text that is not a command, or is not valid after its first words.</summary>
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
