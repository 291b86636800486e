using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>Parses operators with special operand forms: evaluate, top-nested, fork, facet, find.</summary>
internal sealed partial class Parser
{
    /// <summary>Parses the call to a plugin and the declared columns of the plugin's result.</summary>
    private EvaluateOperator Evaluate(int at)
    {
        SkipHints();
        var plugin = NameOrCall() as CallExpression ?? throw Unexpected();
        if (!TryTake(":"))
            return new EvaluateOperator(plugin, null, at);
        Expect("(");
        var keepsSource = TryTake("*");
        var columns = new List<Column>();
        while (!TryTake(")"))
        {
            if (keepsSource || columns.Count > 0)
                Expect(",");
            var name = Name();
            Expect(":");
            columns.Add(new Column(name, TypeName()));
        }

        return new EvaluateOperator(plugin, new OutputSchema(keepsSource, columns), at);
    }

    private TopNestedOperator TopNested(int at)
    {
        var levels = new List<TopNestedLevel> { Level() };
        while (TryTake(","))
        {
            if (OperatorName() != "top-nested")
                throw Unexpected();
            levels.Add(Level());
        }

        return new TopNestedOperator(levels, at);

        TopNestedLevel Level()
        {
            var count = Current.Is("of") ? null : ParseExpression();
            Expect("of");
            var of = NamedExpression();
            Expression? others = null;
            if (TryTake("with"))
            {
                Expect("others");
                Expect("=");
                others = ParseExpression();
            }

            Expect("by");
            var aggregate = NamedExpression();
            var isAscending = TryTake("asc");
            if (!isAscending)
                TryTake("desc");
            return new TopNestedLevel(count, of, others, aggregate, isAscending);
        }
    }

    private ForkOperator Fork(int at)
    {
        var branches = new List<ForkBranch>();
        do
        {
            var name = IsNameBefore("=") ? Name() : null;
            if (name is not null)
                Expect("=");
            branches.Add(new ForkBranch(name, Subquery()));
        }
        while (Current.Is("(") || IsNameBefore("="));

        return new ForkOperator(branches, at);
    }

    private FacetOperator Facet(int at)
    {
        Expect("by");
        var columns = new List<string> { Name() };
        while (TryTake(","))
            columns.Add(Name());
        return new FacetOperator(columns, TryTake("with") ? Subquery() : null, at);
    }

    /// <summary>Parses <c>find [withsource = column] [in (tables) where] predicate [project columns]</c>.</summary>
    private FindExpression Find(int at)
    {
        var source = "source_";
        if (Current.Is("withsource") && Peek(1).Is("="))
        {
            _next += 2;
            source = Name();
        }

        var tables = new List<Pipeline>();
        if (TryTake("in"))
        {
            Expect("(");
            do
            {
                tables.Add(UnionBranch());
            }
            while (TryTake(","));

            Expect(")");
            if (!Current.Is("where"))
                throw Unexpected();
        }

        TryTake("where");
        var predicate = ParseExpression();
        var columns = new List<(string Name, KustoType? Type)>();
        if (Current.Is("project-smart") || (Current.Is("project") && Peek(1).Is("-")))
        {
            if (OperatorName() != "project-smart")
                throw Unexpected();
        }
        else if (TryTake("project"))
        {
            do
            {
                var name = Name();
                if (Current.Is("("))
                    throw Unsupported(Current.Start, $"find: the projection of {name}()");
                columns.Add((name, TryTake(":") ? TypeName() : null));
            }
            while (TryTake(","));
        }

        return new FindExpression(source, tables, predicate, columns, at);
    }
}
