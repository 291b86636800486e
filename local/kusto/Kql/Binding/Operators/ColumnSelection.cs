using System.IO.Enumeration;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary><c>project-away</c>, <c>project-keep</c>, <c>project-rename</c> and <c>project-reorder</c>.</summary>
internal static class ColumnSelection
{
    public static TabularNode Bind(TabularBinder binder, ProjectOperator pick, TabularNode input)
    {
        if (pick.Kind == "project-rename")
            return Rename(binder, pick, input);
        var patterns = pick.Columns.Select(column => (Pattern: ((NameExpression)column.Value).Name, column.Order)).ToList();
        foreach (var (pattern, _) in patterns)
        {
            if (!pattern.Contains('*', StringComparison.Ordinal) && input.Columns.All(column => column.Name != pattern))
                throw binder.Context.UnknownColumn(pick, pattern);
        }

        return ProjectNode.Select(input, pick.Kind switch
        {
            "project-away" => input.Columns.Where(column => !patterns.Exists(pattern => Matches(column, pattern.Pattern))),
            "project-keep" => input.Columns.Where(column => patterns.Exists(pattern => Matches(column, pattern.Pattern))),
            _ => patterns.SelectMany(pattern => Ordered(input.Columns.Where(column => Matches(column, pattern.Pattern)), pattern.Order))
                .Concat(input.Columns).Distinct(),
        });
    }

    public static bool Matches(PlanColumn column, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, column.Name, ignoreCase: false);

    private static IEnumerable<PlanColumn> Ordered(IEnumerable<PlanColumn> columns, string? order) => order switch
    {
        "asc" or "granny-asc" => columns.OrderBy(column => column.Name, StringComparer.Ordinal),
        "desc" or "granny-desc" => columns.OrderByDescending(column => column.Name, StringComparer.Ordinal),
        _ => columns,
    };

    private static ProjectNode Rename(TabularBinder binder, ProjectOperator rename, TabularNode input)
    {
        var names = input.Columns.Select(column => column.Name).ToList();
        foreach (var (name, value, _) in rename.Columns)
        {
            if (name is null || value is not NameExpression old)
                throw binder.Context.Semantic(rename, "SEM0100", "project-rename takes new = old, where old is a column.");
            var index = input.Columns.ToList().FindIndex(column => column.Name == old.Name);
            names[index < 0 ? throw binder.Context.UnknownColumn(rename, old.Name) : index] = name;
        }

        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw binder.Context.Semantic(rename, "SEM0100", $"project-rename: there would be two columns named '{twice.Key}'.");
        return new ProjectNode(input, [.. input.Columns.Zip(names, (column, name) =>
            new Assignment(name == column.Name ? column : new PlanColumn(name, column.Type), new ColumnNode(column)))]);
    }
}
