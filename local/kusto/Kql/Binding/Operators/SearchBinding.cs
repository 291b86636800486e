using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// <c>search predicate</c>: a text alone is a term that any column of texts must have; an asterisk at its end or start makes it a prefix or
/// suffix.
/// </summary>
internal static class SearchBinding
{
    private const string Source = "$table";

    /// <summary>Over the rows of one table, whose name is put before them.</summary>
    public static TabularNode Bind(TabularBinder binder, SearchOperator search, BoundTable input)
    {
        if (search.Tables.Count > 0)
            throw binder.Context.Semantic(search, "SEM0100", "search: 'in (tables)' is for a search that begins a query.");
        var found = Filter(binder, search, input.Plan);
        return new ProjectNode(found,
            [new Assignment(new PlanColumn(Source, KustoType.String), ConstantNode.From(input.Name ?? "")),
                .. PlanQueries.Keep(found.Columns)]);
    }

    /// <summary>The rows in which the predicate holds.</summary>
    public static TabularNode Filter(TabularBinder binder, SearchOperator search, TabularNode input) =>
        WhereBinding.Filter(input, Predicate(binder, search, search.Predicate, input));

    /// <summary>Over several tables, whose rows say in <c>$table</c> where they come from.</summary>
    public static TabularNode Bind(TabularBinder binder, SearchOperator search)
    {
        var context = binder.Context;
        var patterns = search.Tables.Count > 0 ? search.Tables : ["*"];
        var others = patterns.Select(Branch).ToList();
        if (patterns.All(pattern => !pattern.Contains('*', StringComparison.Ordinal)))
            return UnionBinding.Bind(binder, null, new UnionOperator("outer", Source, false, others, search.At));
        var tables = context.Catalog.TableNames
            .Where(table => patterns.Any(pattern =>
                System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, table, ignoreCase: false)))
            .Select(Branch).ToList();
        return tables.Count == 0
            ? throw context.Semantic(search, "SEM0100", "search: there is no table to search in.")
            : UnionBinding.Bind(binder, null, new UnionOperator("outer", Source, false, tables, search.At));

        Pipeline Branch(string table) =>
            new(new NameExpression(table, search.At), [search with { Tables = [], IsBranch = true }, new AsOperator(table, search.At)],
                search.At);
    }

    private static ScalarNode Predicate(TabularBinder binder, SearchOperator search, Expression expression, TabularNode input) =>
        expression switch
        {
            LiteralExpression { Value: string term } => Term(search, term, input),
            StarExpression => ConstantNode.True,
            BinaryExpression { Operator: "and" or "or" } both => Overloads.Call(
                both.Operator, Predicate(binder, search, both.Left, input), Predicate(binder, search, both.Right, input)),
            CallExpression { Name: "not", Arguments: [var inner] } => Overloads.Call("not", Predicate(binder, search, inner.Value, input)),
            _ => binder.Over(input).BindPredicate(expression, "search"),
        };

    private static ScalarNode Term(SearchOperator search, string term, TabularNode input)
    {
        var (starts, ends) = (term.StartsWith('*'), term.EndsWith('*') && term.Length > 1);
        var text = term[(starts ? 1 : 0)..(ends ? ^1 : ^0)];
        if (text.Length == 0)
            return ConstantNode.True;
        var test = (starts, ends) switch
        {
            (true, true) => "contains",
            (true, false) => "hassuffix",
            (false, true) => "hasprefix",
            _ => "has"
        };
        return AnyColumn.Test(input.Columns, search.IsCaseSensitive ? test + "_cs" : test, ConstantNode.From(text));
    }
}
