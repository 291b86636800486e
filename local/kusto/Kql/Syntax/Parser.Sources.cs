using LocalKusto.Kql.Errors;

namespace LocalKusto.Kql.Syntax;

/// <summary>Parses the sources of a pipeline: tables, expressions and unions.</summary>
internal sealed partial class Parser
{
    private Expression Source()
    {
        var at = Current.Start;
        RejectSource();
        if (Current.Is("print"))
        {
            _next++;
            return new PrintExpression(NamedExpressions(), at);
        }

        if (Current.Is("range") && Peek(1).Kind == TokenKind.Identifier && Peek(2).Is("from"))
        {
            _next++;
            var name = Name();
            Expect("from");
            var from = ParseExpression();
            Expect("to");
            var to = ParseExpression();
            Expect("step");
            return new RangeExpression(name, from, to, ParseExpression(), at);
        }

        if (Current.Is("union"))
        {
            _next++;
            return new UnionExpression(Union(at), at);
        }

        if (Current.Is("search") && (Peek(1).Kind is TokenKind.String or TokenKind.Identifier || Peek(1).Is("*")))
        {
            _next++;
            return new SearchExpression(Search(at), at);
        }

        if (Current.Is("find") && (Peek(1).Kind is TokenKind.String or TokenKind.Identifier or TokenKind.TypedLiteral || Peek(1).Is("*")))
        {
            _next++;
            return Find(at);
        }

        return ParseExpression();
    }

    /// <exception cref="KqlException">The source is valid in Kusto, but not supported by this engine.</exception>
    private void RejectSource()
    {
        if (Current.Is("evaluate") && Peek(1).Kind == TokenKind.Identifier && Peek(2).Is("("))
            throw Unsupported(Current.Start, $"The plugin '{Peek(1).Text}' as a source");
        if (Current.Text is "externaldata" or "external_data" or "inline_external_table" && (Peek(1).Is("(") || Peek(1).Is("kind")))
            throw Unsupported(Current.Start, $"The operator '{Current.Text}'");
    }

    private KqlException Unsupported(int at, string what) => KqlErrors.Syntax(_text, at, $"{what} is not supported by this engine.");

    /// <summary>Returns <c>true</c> if the next token starts a name with an asterisk.</summary>
    private bool IsPatternAhead() =>
        Current.Is("*") || (Current.Kind == TokenKind.Identifier && Peek(1).Is("*") && Peek(1).Start == Current.End);

    /// <summary>Reads a name, or a sequence of names and asterisks without whitespace.</summary>
    private string Pattern()
    {
        var (start, end) = (Current.Start, Current.Start);
        while ((Current.Kind == TokenKind.Identifier || Current.Is("*")) && Current.Start == end)
        {
            end = Current.End;
            _next++;
        }

        return end > start ? _text[start..end] : throw Unexpected();
    }

    private UnionOperator Union(int at)
    {
        var kind = "outer";
        string? source = null;
        var isFuzzy = false;
        SkipHints();
        while (Current.Kind == TokenKind.Identifier && Peek(1).Is("="))
        {
            var option = Name();
            _next++;
            var value = Name();
            if (option == "kind")
                kind = value;
            else if (option == "withsource")
                source = value;
            else if (option == "isfuzzy")
                isFuzzy = value == "true";
            else
                throw KqlErrors.Syntax(_text, at, $"union {option}={value} is not supported.");
        }

        var others = new List<Pipeline>();
        do
        {
            others.Add(UnionBranch());
        }
        while (TryTake(","));

        return new UnionOperator(kind, source, isFuzzy, others, at);
    }

    /// <summary>Parses a pipeline in parentheses, a table, or a table name pattern.</summary>
    private Pipeline UnionBranch()
    {
        GuardDepth();
        var at = Current.Start;
        if (!TryTake("("))
            return new Pipeline(IsPatternAhead() ? new NameReference(Pattern(), at) : Postfix(), [], at);
        var pipeline = ParsePipeline();
        Expect(")");
        return pipeline;
    }
}
