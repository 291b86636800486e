using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>union</c>. Columns of the tables are matched by name and type. If columns with the same name have different types, the result
/// has one column per type, with the type appended to the name.
/// </summary>
internal static class UnionBinding
{
    public static TabularNode Bind(TabularBinder binder, BoundTable? input, UnionOperator union)
    {
        var context = binder.Context;
        var branches = new List<(TabularNode Plan, string Label)>();
        if (input is not null)
            branches.Add((input.Plan, input.Name ?? "union_arg0"));
        foreach (var other in union.Others)
            branches.AddRange(Branches(binder, union, other, branches.Count));
        if (branches.Count == 0)
            throw context.Semantic(union, "SEM0100", "union: none of the tables exists.");

        var typed = branches.SelectMany(branch => branch.Plan.Columns).Select(column => (column.Name, column.Type)).Distinct()
            .GroupBy(column => column.Name).SelectMany(sameName => sameName).ToList();
        if (union.Kind == "inner")
            typed.RemoveAll(column => !branches.TrueForAll(branch => branch.Plan.Columns.Any(other => (other.Name, other.Type) == column)));
        else if (union.Kind != "outer")
            throw context.Semantic(union, "SEM0100", $"'{union.Kind}' is not a kind of union. Use outer or inner.");
        var columns = Columns(typed);
        if (union.SourceColumn is not null)
            columns.Insert(0, new PlanColumn(union.SourceColumn, KustoType.String));
        return new UnionNode(columns,
            [.. branches.Select(branch => new UnionBranch(branch.Plan, Values(union, typed, branch.Plan, branch.Label)))]);
    }

    /// <summary>
    /// Returns the tables of the database and the views of the query whose names match a pattern, with the scope in which each name is
    /// resolved.
    /// </summary>
    public static IEnumerable<(string Name, LexicalScope Scope)> Matching(TabularBinder binder, string pattern) =>
        binder.Scope.ViewNames.Select(view => (Name: view, binder.Scope))
            .Concat(binder.Context.Catalog.TableNames.Select(table => (Name: table, Scope: LexicalScope.Database)))
            .Where(table => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, table.Name, ignoreCase: false));

    private static List<PlanColumn> Columns(IReadOnlyList<(string Name, KustoType Type)> typed)
    {
        var ambiguous = typed.GroupBy(column => column.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var names = new ColumnNames();
        return [.. typed.Select(column =>
            new PlanColumn(names.Next(ambiguous.Contains(column.Name) ? $"{column.Name}_{column.Type.CslName()}" : column.Name),
                column.Type))];
    }

    private static List<ScalarNode> Values(UnionOperator union, IReadOnlyList<(string Name, KustoType Type)> typed, TabularNode plan,
        string label)
    {
        var values = typed.Select(column => plan.Columns.FirstOrDefault(other => (other.Name, other.Type) == column) is { } found
            ? new ColumnNode(found)
            : (ScalarNode)ConstantNode.Null(column.Type)).ToList();
        if (union.SourceColumn is not null)
            values.Insert(0, ConstantNode.From(label));
        return values;
    }

    private static IEnumerable<(TabularNode Plan, string Label)> Branches(TabularBinder binder, UnionOperator union, Pipeline other,
        int count)
    {
        var context = binder.Context;
        var name = other is { Source: NameReference plain, Operators.Count: 0 } ? plain.Name : null;
        if (name is not null && name.Contains('*', StringComparison.Ordinal))
        {
            var matching = Matching(binder, name).ToList();
            return matching.Count == 0 && !union.IsFuzzy
                ? throw context.Semantic(union, "SEM0100", $"union: no table matches '{name}'.")
                : matching.Select(table => (new TabularBinder(context, table.Scope)
                    .BindSource(new NameReference(table.Name, other.At)).Plan, table.Name));
        }

        if (union.IsFuzzy && name is not null && !TabularBinder.IsTable(context, binder.Scope, name))
            return [];
        var bound = new TabularBinder(context, binder.Scope).BindPipeline(other);
        var label = bound.ResultName ?? (name is not null && binder.Scope.FindFunction(name) is { Declaration.IsView: true } ? name : null)
            ?? (other.Operators.Count == 0 && other.Source is NameReference ? bound.Name : null)
            ?? $"union_arg{count}";
        return [(bound.Plan, label)];
    }
}
