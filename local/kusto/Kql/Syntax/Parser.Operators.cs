using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

internal sealed partial class Parser
{
    private Pipeline ParsePipeline()
    {
        GuardDepth();
        var at = Current.Start;
        var source = Source();
        var operators = new List<Operator>();
        while (TryTake("|"))
            operators.Add(ParseOperator());
        if (source is PipelineExpression inner)
            return new Pipeline(inner.Pipeline.Source, [.. inner.Pipeline.Operators, .. operators], at);
        return new Pipeline(source, operators, at);
    }

    private Operator ParseOperator()
    {
        GuardDepth();
        var at = Current.Start;
        var name = OperatorName();
        switch (name)
        {
            case "where" or "filter":
                return new WhereOperator(ParseExpression(), at);
            case "project" or "extend" or "project-rename":
                return new ProjectOperator(name, NamedExpressions(), at);
            case "project-away" or "project-keep" or "project-reorder":
                return new ProjectOperator(name, ColumnPatterns(areOrdered: name == "project-reorder"), at);
            case "project-by-names":
                var specifiers = new List<Expression> { ParseExpression() };
                while (TryTake(","))
                    specifiers.Add(ParseExpression());
                return new ProjectByNamesOperator(specifiers, at);
            case "summarize":
                SkipHints();
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
                SkipHints();
                return new DistinctOperator(NamedExpressions(), at);
            case "count":
                return new CountOperator(at);
            case "join" or "lookup":
                return Join(name == "lookup", at);
            case "union":
                return Union(at);
            case "as":
                SkipHints();
                return new AsOperator(Name(), at);
            case "getschema":
                return new GetSchemaOperator(at);
            case "serialize":
                return new SerializeOperator(Current.Kind == TokenKind.Identifier ? NamedExpressions() : [], at);
            case "render":
                return Render(at);
            case "consume":
                return new TakeOperator(new LiteralExpression(KustoType.Long, 0L, at), at);
            case "sample":
                return new SampleOperator(ParseExpression(), null, at);
            case "sample-distinct":
                var distinctCount = ParseExpression();
                Expect("of");
                return new SampleOperator(distinctCount, ParseExpression(), at);
            case "top-hitters":
                return TopHitters(at);
            case "mv-expand" or "mvexpand":
                return MvExpand(at);
            case "mv-apply" or "mvapply":
                return MvApply(at);
            case "parse" or "parse-where":
                return Parse(name == "parse-where", at);
            case "parse-kv":
                return ParseKeyValues(at);
            case "make-series":
                return MakeSeries(at);
            case "partition":
                return Partition(at);
            case "invoke":
                return new InvokeOperator(NameOrCall() as CallExpression ?? throw Unexpected(), at);
            case "search":
                return Search(at);
            case "scan":
                return Scan(at);
            case "evaluate":
                return Evaluate(at);
            case "top-nested":
                return TopNested(at);
            case "fork":
                return Fork(at);
            case "facet":
                return Facet(at);
            default:
                throw KqlErrors.Syntax(
                    _text, at, UnsupportedNames.IsOperator(name) ? $"The operator '{name}' is not supported by this engine."
                        : $"'{name}' is not an operator.{Suggestions.Sentence(name, TabularOperators.All.Select(entry => entry.Name))}");
        }
    }

    /// <summary>Reads the name of an operator. Names can contain hyphens, which are separate tokens.</summary>
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

    private List<NamedExpression> ColumnPatterns(bool areOrdered)
    {
        var list = new List<NamedExpression>();
        do
        {
            var at = Current.Start;
            var pattern = new NameReference(IsBracketed(0) ? Name() : Pattern(), at);
            list.Add(new NamedExpression(null, pattern, areOrdered ? ColumnOrder() : null));
        }
        while (TryTake(","));

        return list;
    }

    private string? ColumnOrder()
    {
        var prefix = "";
        if (Current.Is("granny") && Peek(1).Is("-"))
        {
            _next += 2;
            prefix = "granny-";
        }

        return Current.Is("asc") || Current.Is("desc") ? prefix + _tokens[_next++].Text : prefix.Length == 0 ? null : throw Unexpected();
    }

    /// <summary>
    /// Skips hints in the form <c>hint.name = value</c>. In Kusto, hints change how a query is executed, but not its result.
    /// </summary>
    private void SkipHints()
    {
        while (Current.Is("hint") && Peek(1).Is("."))
        {
            _next += 2;
            Name();
            Expect("=");
            _next++;
        }
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
        SkipHints();
        while (Current.Kind == TokenKind.Identifier && Peek(1).Is("="))
        {
            var option = Name();
            _next++;
            var value = Name();
            if (option == "kind")
                kind = value;
            else if (!option.StartsWith("hint", StringComparison.Ordinal))
                throw KqlErrors.Syntax(_text, at, $"The option '{option}' of join is not supported.");
            SkipHints();
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
            right = new Pipeline(new NameReference(Name(), source), [], source);
        }

        Expect("on");
        var conditions = new List<Expression> { ParseExpression() };
        while (TryTake(","))
            conditions.Add(ParseExpression());
        return new JoinOperator(isLookup, kind, right, conditions, at);
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
                var values = PropertyValue();
                while (Current.Is(",") && Peek(1).Kind is TokenKind.Identifier or TokenKind.String && !Peek(2).Is("=") && TryTake(","))
                    values += "," + PropertyValue();
                properties[name] = values;
            }
        }

        return new RenderOperator(kind, properties, at);
    }

    private string PropertyValue()
    {
        var token = Current;
        _next++;
        return token.Kind == TokenKind.String ? (string)token.Value! : _text[token.Start..token.End];
    }
}
