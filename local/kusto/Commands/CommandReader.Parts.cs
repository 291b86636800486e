using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Reads the parts of a command that consist of several tokens: lists, schemas, properties, and embedded KQL.</summary>
internal sealed partial class CommandReader
{
    /// <summary>Reads the names in <c>(A, B)</c>.</summary>
    public List<string> ReadNames()
    {
        var names = new List<string>();
        Expect("(");
        do
            names.Add(ReadName());
        while (Try(","));
        Expect(")");
        return names;
    }

    /// <summary>Reads the columns in <c>(a:int, ['b c']:string)</c>.</summary>
    public List<Column> ReadSchema()
    {
        var columns = new List<Column>();
        Expect("(");
        if (Try(")"))
            return columns;
        do
        {
            var name = ReadName();
            Expect(":");
            columns.Add(new Column(name, ReadType()));
        }
        while (Try(","));
        Expect(")");
        return columns;
    }

    public KustoType ReadType()
    {
        SkipBlanks();
        var start = Position;
        if (KustoTypeNames.TryParse(ReadWord(), out var type))
            return type;
        Position = start;
        throw Unexpected();
    }

    /// <summary>
    /// Reads the properties in <c>with (name = value, …)</c> if this clause comes next. Values that are not string literals are returned
    /// unchanged.
    /// </summary>
    public Dictionary<string, string> ReadProperties()
    {
        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!TryWord("with"))
            return properties;
        Expect("(");
        if (Try(")"))
            return properties;
        do
        {
            var name = ReadName();
            Expect("=");
            properties[name] = TryString(out var value) ? value : ReadUntil(',', ')');
        }
        while (Try(","));
        Expect(")");
        return properties;
    }

    /// <summary>Reads a part in braces or parentheses and returns it with these delimiters.</summary>
    public string ReadBlock(char open, char close)
    {
        SkipBlanks();
        var start = Position;
        if (Current != open)
            throw Unexpected();
        for (var depth = 0; ;)
        {
            if (!SkipToBracket())
            {
                Position = start;
                throw Unexpected();
            }
            var bracket = Text[Position++];
            if (bracket == open)
                depth++;
            else if (bracket == close && --depth == 0)
                return Text[start..Position];
        }
    }

    /// <summary>Reads and trims the text up to the first delimiter outside brackets and strings.</summary>
    public string ReadUntil(params ReadOnlySpan<char> delimiters)
    {
        SkipBlanks();
        var start = Position;
        for (var depth = 0; Position < Text.Length;)
        {
            if (StringLiteral.TryRead(Text, Position, out _, out var end))
            {
                Position = end;
                continue;
            }
            if (depth == 0 && delimiters.Contains(Current))
                break;
            depth += Current switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            Position++;
        }
        return Text[start..Position].Trim();
    }

    /// <summary>Reads the rest of the text, unchanged.</summary>
    public string ReadRest()
    {
        var rest = Text[Position..];
        Position = Text.Length;
        return rest;
    }

    // Moves to the next parenthesis or brace that is not in a string or a comment.
    private bool SkipToBracket()
    {
        while (Position < Text.Length)
        {
            if (Text[Position] is '(' or ')' or '{' or '}')
                return true;
            if (Text.AsSpan(Position).StartsWith("//"))
                SkipLine();
            else if (StringLiteral.TryRead(Text, Position, out _, out var end))
                Position = end;
            else
                Position++;
        }
        return false;
    }
}
