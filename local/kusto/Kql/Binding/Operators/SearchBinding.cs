using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>search predicate</c>. A string without an operator is a term that at least one string column must contain. An asterisk at the
/// end of the string makes it a prefix, and an asterisk at the start makes it a suffix.
/// </summary>
internal static class SearchBinding
{
    private const string Source = "$table";

    /// <summary>Searches the rows of one table. The first column of the result contains the name of the table.</summary>
    public static TabularNode Bind(TabularBinder binder, SearchOperator search, BoundTable input)
    {
        if (search.Tables.Count > 0)
            throw binder.Context.Semantic(search, "SEM0100",
                "search: 'in (tables)' is valid only if search is the first operator of a query.");
        var found = Filter(binder, search, input.Plan);
        return new ProjectNode(found,
            [new Assignment(new PlanColumn(Source, KustoType.String), ConstantNode.From(input.Name ?? "")),
                .. PlanQueries.PassThrough(found.Columns)]);
    }

    /// <summary>Returns the rows for which the predicate is true.</summary>
    public static TabularNode Filter(TabularBinder binder, SearchOperator search, TabularNode input) =>
        WhereBinding.Filter(input, Predicate(binder, search, search.Predicate, input));

    /// <summary>Searches several tables. The column <c>$table</c> contains the name of the table from which the row comes.</summary>
    public static TabularNode Bind(TabularBinder binder, SearchOperator search)
    {
        var context = binder.Context;
        var patterns = search.Tables.Count > 0 ? search.Tables : ["*"];
        var tables = patterns.SelectMany(pattern => pattern.Contains('*', StringComparison.Ordinal) ? UnionBinding.Matching(binder, pattern)
                : [(Name: pattern, binder.Scope)])
            .DistinctBy(table => table.Name)
            .Select(table => (table.Name,
                new TabularBinder(context, table.Scope).BindSource(new NameReference(table.Name, search.At)).Plan))
            .ToList();

        // A table without any column of the predicate is omitted. If a table has only some of the columns, the other columns are null.
        var named = FindBinding.Names(search.Predicate).ToHashSet();
        var known = tables.SelectMany(table => table.Plan.Columns).Where(column => named.Contains(column.Name))
            .DistinctBy(column => column.Name).ToList();
        tables.RemoveAll(table => known.Count > 0 && !table.Plan.Columns.Any(column => named.Contains(column.Name)));
        if (tables.Count == 0)
            throw context.Semantic(search, "SEM0100", "search: no table to search was found.");
        var scope = tables.Aggregate(binder.Scope, (scope, table) => scope.With(table.Name,
            new SharedTable(table.Name, FindBinding.Filter(binder, search with { Tables = [], IsBranch = true }, table.Plan, known))));
        return UnionBinding.Bind(new TabularBinder(context, scope), null, new UnionOperator("outer", Source, false,
            [.. tables.Select(table => new Pipeline(new NameReference(table.Name, search.At), [], search.At))], search.At));
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
