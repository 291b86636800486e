namespace LocalKusto.Kql.Syntax;

internal sealed partial class Parser
{
    private Pipeline ParsePipeline()
    {
        var at = Current.Start;
        var source = Source();
        var operators = new List<Operator>();
        while (TryTake("|"))
            operators.Add(ParseOperator());
        if (source is PipelineExpression inner)
            return new Pipeline(inner.Pipeline.Source, [.. inner.Pipeline.Operators, .. operators], at);
        return new Pipeline(source, operators, at);
    }

    private Expression Source()
    {
        var at = Current.Start;
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

        return ParseExpression();
    }

    private Operator ParseOperator()
    {
        var at = Current.Start;
        var name = OperatorName();
        switch (name)
        {
            case "where" or "filter":
                return new WhereOperator(ParseExpression(), at);
            case "project" or "extend":
                return new ProjectOperator(name, NamedExpressions(), at);
            case "project-away" or "project-keep" or "project-rename" or "project-reorder":
                return new ProjectOperator(name, ColumnPatterns(), at);
            case "summarize":
                return Summarize(at);
            case "sort" or "order":
                Expect("by");
                return new SortOperator(SortKeys(), null, at);
            case "top":
                var count = ParseExpression();
                Expect("by");
                return new SortOperator([SortKey()], count, at);
            case "take" or "limit":
                return new TakeOperator(ParseExpression(), at);
            case "distinct":
                return new DistinctOperator(NamedExpressions(), at);
            case "count":
                return new CountOperator(at);
            case "join" or "lookup":
                return Join(name == "lookup", at);
            case "union":
                return Union(at);
            case "as":
                return new AsOperator(Name(), at);
            case "getschema":
                return new GetSchemaOperator(at);
            case "serialize":
                return new SerializeOperator(Current.Kind == TokenKind.Identifier ? NamedExpressions() : [], at);
            case "render":
                return Render(at);
            default:
                throw KqlErrors.Syntax(_text, at, $"The operator '{name}' is not supported.");
        }
    }

    /// <summary>Operator names may have a dash in them; a dash alone would be a minus.</summary>
    private string OperatorName()
    {
        var name = Name();
        while (Current.Is("-") && Current.Start == _tokens[_next - 1].End && Peek(1).Kind == TokenKind.Identifier)
        {
            _next++;
            name += "-" + Name();
        }

        return name;
    }

    private List<NamedExpression> ColumnPatterns()
    {
        var list = new List<NamedExpression>();
        do
        {
            var at = Current.Start;
            var start = Current.Start;
            if (Peek(1).Is("="))
            {
                list.Add(NamedExpression());
                continue;
            }

            while (Current.Kind == TokenKind.Identifier || Current.Is("*"))
            {
                if (Current.Start != start)
                    break;
                start = Current.End;
                _next++;
            }

            var pattern = _tokens[_next - 1].Value is not null ? _tokens[_next - 1].Text : _text[at..start];
            if (pattern.Length == 0)
                throw Unexpected();
            list.Add(new NamedExpression(null, new NameExpression(pattern, at)));
        }
        while (TryTake(","));

        return list;
    }

    private SummarizeOperator Summarize(int at)
    {
        List<NamedExpression> aggregates = [], keys = [];
        if (!Current.Is("by"))
            aggregates = NamedExpressions();
        if (TryTake("by"))
            keys = NamedExpressions();
        return new SummarizeOperator(aggregates, keys, at);
    }

    private List<SortKey> SortKeys()
    {
        var keys = new List<SortKey> { SortKey() };
        while (TryTake(","))
            keys.Add(SortKey());
        return keys;
    }

    private SortKey SortKey()
    {
        var value = ParseExpression();
        var ascending = TryTake("asc");
        if (!ascending)
            TryTake("desc");
        bool? nullsFirst = null;
        if (TryTake("nulls"))
            nullsFirst = TryTake("first") || (TryTake("last") ? false : throw Unexpected());
        return new SortKey(value, ascending, nullsFirst);
    }

    private JoinOperator Join(bool isLookup, int at)
    {
        var kind = isLookup ? "leftouter" : "innerunique";
        while (Current.Kind == TokenKind.Identifier && Peek(1).Is("="))
        {
            var option = Name();
            _next++;
            var value = Name();
            if (option == "kind")
                kind = value;
        }

        Pipeline right;
        if (TryTake("("))
        {
            right = ParsePipeline();
            Expect(")");
        }
        else
        {
            var source = Current.Start;
            right = new Pipeline(new NameExpression(Name(), source), [], source);
        }

        Expect("on");
        var conditions = new List<Expression> { ParseExpression() };
        while (TryTake(","))
            conditions.Add(ParseExpression());
        return new JoinOperator(isLookup, kind, right, conditions, at);
    }

    private UnionOperator Union(int at)
    {
        var kind = "outer";
        string? source = null;
        var isFuzzy = false;
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
            if (TryTake("("))
            {
                others.Add(ParsePipeline());
                Expect(")");
            }
            else
            {
                var start = Current.Start;
                others.Add(new Pipeline(Postfix(), [], start));
            }
        }
        while (TryTake(","));

        return new UnionOperator(kind, source, isFuzzy, others, at);
    }

    private RenderOperator Render(int at)
    {
        var kind = Name();
        var properties = new Dictionary<string, string>();
        if (TryTake("with"))
        {
            Expect("(");
            while (!TryTake(")"))
            {
                if (properties.Count > 0)
                    Expect(",");
                var name = Name();
                Expect("=");
                var token = Current;
                _next++;
                properties[name] = token.Kind == TokenKind.String ? (string)token.Value! : _text[token.Start..token.End];
            }
        }

        return new RenderOperator(kind, properties, at);
    }
}
