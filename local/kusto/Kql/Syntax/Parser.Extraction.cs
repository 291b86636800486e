using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>Parses operators that extract or search values: mv-expand, mv-apply, parse, parse-where, parse-kv, search.</summary>
internal sealed partial class Parser
{
    private MvExpandOperator MvExpand(int at)
    {
        var (kind, index) = ("bag", (string?)null);
        SkipHints();
        while ((Current.Is("bagexpansion") || Current.Is("kind") || Current.Is("with_itemindex")) && Peek(1).Is("="))
        {
            var option = Name();
            _next++;
            if (option == "with_itemindex")
                index = Name();
            else
                kind = Name();
        }

        var elements = new List<ExpandedElement>();
        do
        {
            var value = NamedExpression();
            elements.Add(new ExpandedElement(value, TryTake("to") ? TypeOf() : null));
        }
        while (TryTake(","));

        return new MvExpandOperator(elements, kind, index, TryTake("limit") ? ParseExpression() : null, at);
    }

    private MvApplyOperator MvApply(int at)
    {
        var expand = MvExpand(at);
        Expect("on");
        return new MvApplyOperator(expand, Subquery(), at);
    }

    /// <summary>Parses <c>(operator | operator …)</c>.</summary>
    private List<Operator> Subquery()
    {
        Expect("(");
        var steps = new List<Operator>();
        do
        {
            steps.Add(ParseOperator());
        }
        while (TryTake("|"));

        Expect(")");
        return steps;
    }

    private KustoType TypeOf()
    {
        if (!TryTake("typeof"))
            throw Unexpected();
        Expect("(");
        var type = TypeName();
        Expect(")");
        return type;
    }

    private ParseOperator Parse(bool isFilter, int at)
    {
        var (kind, flags) = ("simple", "");
        while ((Current.Is("kind") || Current.Is("flags")) && Peek(1).Is("="))
        {
            var option = Name();
            _next++;
            if (option == "kind")
                kind = Name();
            else
                flags = Name();
        }

        var source = ParseExpression();
        Expect("with");
        var parts = new List<ParsePart>();
        while (true)
        {
            if (Current.Kind == TokenKind.String)
            {
                parts.Add(new ParsePart((string)_tokens[_next++].Value!, null, KustoType.String));
            }
            else if (TryTake("*"))
            {
                parts.Add(new ParsePart(null, null, KustoType.String));
            }
            else if (Current.Kind == TokenKind.Identifier || IsBracketed(0))
            {
                var name = Name();
                parts.Add(new ParsePart(null, name, TryTake(":") ? TypeName() : KustoType.String));
            }
            else
            {
                return parts.Count > 0 ? new ParseOperator(source, kind, flags, parts, isFilter, at) : throw Unexpected();
            }
        }
    }

    private ParseKeyValuesOperator ParseKeyValues(int at)
    {
        var source = ParseExpression();
        Expect("as");
        Expect("(");
        var columns = new List<Column>();
        while (!TryTake(")"))
        {
            if (columns.Count > 0)
                Expect(",");
            var name = Name();
            Expect(":");
            columns.Add(new Column(name, TypeName()));
        }

        var options = new Dictionary<string, Expression>();
        if (TryTake("with"))
        {
            Expect("(");
            while (!TryTake(")"))
            {
                if (options.Count > 0)
                    Expect(",");
                var name = Name();
                Expect("=");
                options[name] = ParseExpression();
            }
        }

        return new ParseKeyValuesOperator(source, columns, options, at);
    }

    /// <summary>
    /// Parses a search. A string without an operator is searched for in all columns, and <c>column:text</c> searches one column.
    /// </summary>
    private SearchOperator Search(int at)
    {
        var isCaseSensitive = false;
        while (Current.Is("kind") && Peek(1).Is("="))
        {
            _next += 2;
            isCaseSensitive = Name() == "case_sensitive";
        }

        var tables = new List<string>();
        if (TryTake("in"))
        {
            Expect("(");
            while (!TryTake(")"))
            {
                if (tables.Count > 0)
                    Expect(",");
                tables.Add(IsBracketed(0) ? Name() : Pattern());
            }
        }

        var isWithin = _isSearching;
        _isSearching = true;
        var predicate = ParseExpression();
        _isSearching = isWithin;
        return new SearchOperator(predicate, tables, isCaseSensitive, at);
    }
}
