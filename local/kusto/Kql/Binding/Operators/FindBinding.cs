using System.IO.Enumeration;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>find [in (tables)] where predicate</c>, which returns, from several tables, the rows for which the predicate is true. The
/// result contains the projected columns. Without a projection, the result contains the columns of the predicate, the columns that all
/// tables have, and a bag with the other columns. A table without any column of the predicate is omitted.
/// </summary>
internal static class FindBinding
{
    private const string Rest = "pack_";

    public static TabularNode Bind(TabularBinder binder, FindExpression find)
    {
        var context = binder.Context;
        var named = Names(find.Predicate).ToHashSet();
        var tables = Tables(binder, find).Where(table => named.Count == 0 || table.Plan.Columns.Any(column => named.Contains(column.Name)))
            .ToList();
        if (tables.Count == 0)
            throw context.Semantic(find, "SEM0100", "find: no table has a column of the predicate.");
        var known = tables.SelectMany(table => table.Plan.Columns).Where(column => named.Contains(column.Name))
            .DistinctBy(column => column.Name).ToList();
        var search = new SearchOperator(find.Predicate, [], false, find.At);
        var found = tables.ConvertAll(table => table with { Plan = Filter(binder, search, table.Plan, known) });
        return find.Columns.Count > 0 ? Projected(context, find, found) : Smart(find, found, named);
    }

    /// <summary>
    /// Returns the rows for which the predicate is true. Columns in <paramref name="known"/> that the table does not have are null.
    /// </summary>
    public static TabularNode Filter(TabularBinder binder, SearchOperator search, TabularNode table, IReadOnlyList<PlanColumn> known)
    {
        var missing = known.Where(column => table.Columns.All(own => own.Name != column.Name))
            .Select(column => new Assignment(column.Renew(), ConstantNode.Null(column.Type))).ToList();
        var extended = missing.Count == 0 ? table : new ProjectNode(table, [.. PlanQueries.PassThrough(table.Columns), .. missing]);
        return ProjectNode.Select(SearchBinding.Filter(binder, search, extended), table.Columns);
    }

    private static IEnumerable<BoundTable> Tables(TabularBinder binder, FindExpression find)
    {
        var context = binder.Context;
        var patterns = find.Tables.Count > 0 ? find.Tables : [new Pipeline(new NameReference("*", find.At), [], find.At)];
        foreach (var pattern in patterns)
        {
            if (pattern is not { Source: NameReference name, Operators.Count: 0 } || !name.Name.Contains('*', StringComparison.Ordinal))
            {
                yield return new TabularBinder(context, binder.Scope).BindPipeline(pattern);
                continue;
            }

            foreach (var table in context.Catalog.TableNames.Where(table =>
                FileSystemName.MatchesSimpleExpression(name.Name, table, ignoreCase: false)))
                yield return new TabularBinder(context, LexicalScope.Database).BindSource(new NameReference(table, pattern.At));
        }
    }

    private static UnionNode Smart(FindExpression find, List<BoundTable> tables, HashSet<string> named)
    {
        var all = tables.SelectMany(table => table.Plan.Columns).Select(column => (column.Name, column.Type)).Distinct().ToList();
        var shown = all.Where(column => named.Contains(column.Name)
            || tables.TrueForAll(table => table.Plan.Columns.Any(own => (own.Name, own.Type) == column))).ToList();
        var isAmbiguous = shown.GroupBy(column => column.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var columns = shown.ConvertAll(column =>
            new PlanColumn(isAmbiguous.Contains(column.Name) ? $"{column.Name}_{column.Type.CslName()}" : column.Name, column.Type));
        var hasRest = shown.Count < all.Count;
        return Union(find, tables, hasRest ? [.. columns, new PlanColumn(Rest, KustoType.Dynamic)] : columns, table =>
        {
            var values = shown.Select(column => table.Columns.FirstOrDefault(own => (own.Name, own.Type) == column) is { } own
                ? new ColumnNode(own) : (ScalarNode)ConstantNode.Null(column.Type));
            var rest = table.Columns.Where(column => !shown.Contains((column.Name, column.Type)))
                .SelectMany(column => new[] { ConstantNode.From(column.Name), (ScalarNode)new ColumnNode(column) }).ToList();
            return hasRest ? [.. values, rest.Count == 0 ? new ConstantNode(KustoType.Dynamic, "{}") : Overloads.Call("bag_pack", rest)]
                : [.. values];
        });
    }

    private static UnionNode Projected(BindingContext context, FindExpression find, List<BoundTable> tables)
    {
        var columns = find.Columns.Select(wanted =>
        {
            var types = tables.SelectMany(table => table.Plan.Columns).Where(column => column.Name == wanted.Name)
                .Select(column => column.Type).Distinct().ToList();
            return wanted.Type is { } type ? new PlanColumn(wanted.Name, type)
                : types.Count == 1 ? new PlanColumn(wanted.Name, types[0])
                : throw (types.Count == 0 ? context.UnknownColumn(find, wanted.Name, tables.SelectMany(table => table.Plan.Columns))
                    : context.Semantic(find, "SEM0100", $"find: '{wanted.Name}' has several types. Append one of the types."));
        }).ToList();
        return Union(find, tables, columns, table =>
            [.. columns.Select(wanted => table.Columns.FirstOrDefault(own => own.Name == wanted.Name) is { } own
                ? Overloads.Convert(new ColumnNode(own), wanted.Type) : ConstantNode.Null(wanted.Type))]);
    }

    private static UnionNode Union(FindExpression find, List<BoundTable> tables, IReadOnlyList<PlanColumn> columns, Func<TabularNode,
        IReadOnlyList<ScalarNode>> values) => new(
        [new PlanColumn(find.SourceColumn, KustoType.String), .. columns],
        [.. tables.Select((table, i) =>
            new UnionBranch(table.Plan, [ConstantNode.From(table.Name ?? $"union_arg{i}"), .. values(table.Plan)]))]);

    /// <summary>Returns the column names in an expression.</summary>
    public static IEnumerable<string> Names(Expression expression) => expression switch
    {
        NameReference name => [name.Name],
        MemberExpression member => Names(member.Target),
        IndexExpression index => Names(index.Target).Concat(Names(index.Index)),
        UnaryExpression unary => Names(unary.Operand),
        BinaryExpression binary => Names(binary.Left).Concat(Names(binary.Right)),
        BetweenExpression between => Names(between.Value).Concat(Names(between.Low)).Concat(Names(between.High)),
        InExpression membership => Names(membership.Value),
        CallExpression call => call.Arguments.SelectMany(argument => Names(argument.Value)),
        _ => [],
    };
}
