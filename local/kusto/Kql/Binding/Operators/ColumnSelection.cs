using System.IO.Enumeration;
using System.Text.RegularExpressions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>project-away</c>, <c>project-keep</c>, <c>project-rename</c>, <c>project-reorder</c> and <c>project-by-names</c>.
/// </summary>
internal static partial class ColumnSelection
{
    private const int MaxDigits = 40;

    public static TabularNode Bind(TabularBinder binder, ProjectOperator pick, TabularNode input)
    {
        if (pick.Kind == "project-rename")
            return Rename(binder, pick, input);
        var patterns = pick.Columns.Select(column => (Pattern: ((NameReference)column.Value).Name, column.Order)).ToList();
        foreach (var (pattern, _) in patterns)
        {
            if (!pattern.Contains('*', StringComparison.Ordinal) && input.Columns.All(column => column.Name != pattern))
                throw binder.Context.UnknownColumn(pick, pattern, input.Columns);
        }

        return ProjectNode.Select(input, pick.Kind switch
        {
            "project-away" => input.Columns.Where(column => !patterns.Exists(pattern => Matches(column, pattern.Pattern))),
            "project-keep" => input.Columns.Where(column => patterns.Exists(pattern => Matches(column, pattern.Pattern))),
            _ => patterns.SelectMany(pattern => Ordered(input.Columns.Where(column => Matches(column, pattern.Pattern)), pattern.Order))
                .Concat(input.Columns).Distinct(),
        });
    }

    /// <summary>Selects columns in the order of the names. Names that are not columns are ignored.</summary>
    public static TabularNode ByNames(TabularBinder binder, ProjectByNamesOperator pick, TabularNode input)
    {
        var columns = pick.Names.SelectMany(name => Names(binder, name))
            .SelectMany(pattern => input.Columns.Where(column => Matches(column, pattern))).Distinct().ToList();
        return ProjectNode.Select(input, columns);
    }

    private static IEnumerable<string> Names(TabularBinder binder, Expression name)
    {
        if (name is CallExpression { Name: "column_names_of", Arguments: [{ Value: var table }] })
            return binder.BindSource(table).Plan.Columns.Select(column => column.Name);
        var value = binder.OverNothing().BindConstant(name, "A name of project-by-names");
        return value switch
        {
            { Type: KustoType.String, Value: string one } => [one],
            { Type: KustoType.Dynamic, Value: string array } when Constants.Elements(array) is { } elements =>
                elements.Select(element => element.Value).OfType<string>(),
            _ => throw binder.Context.Semantic(name, "SEM0100", "project-by-names accepts strings and arrays of strings."),
        };
    }

    public static bool Matches(PlanColumn column, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, column.Name, ignoreCase: false);

    private static IEnumerable<PlanColumn> Ordered(IEnumerable<PlanColumn> columns, string? order) => order switch
    {
        "asc" => columns.OrderBy(column => column.Name, StringComparer.Ordinal),
        "desc" => columns.OrderByDescending(column => column.Name, StringComparer.Ordinal),
        "granny-asc" => columns.OrderBy(WithPaddedNumbers, StringComparer.Ordinal),
        "granny-desc" => columns.OrderByDescending(WithPaddedNumbers, StringComparer.Ordinal),
        _ => columns,
    };

    /// <summary>Returns the name with padded numbers, so that a2 is sorted before a10.</summary>
    private static string WithPaddedNumbers(PlanColumn column) =>
        Numbers().Replace(column.Name, number => number.Value.PadLeft(MaxDigits, '0'));

    private static ProjectNode Rename(TabularBinder binder, ProjectOperator rename, TabularNode input)
    {
        var names = input.Columns.Select(column => column.Name).ToList();
        foreach (var (name, value, _) in rename.Columns)
        {
            if (name is null || value is not NameReference old)
                throw binder.Context.Semantic(rename, "SEM0100", "project-rename requires new = old, where old is a column.");
            var index = input.Columns.ToList().FindIndex(column => column.Name == old.Name);
            names[index < 0 ? throw binder.Context.UnknownColumn(rename, old.Name, input.Columns) : index] = name;
        }

        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw binder.Context.Semantic(rename, "SEM0100", $"project-rename: the result would have two columns named '{twice.Key}'.");
        return new ProjectNode(input, [.. input.Columns.Zip(names, (column, name) =>
            new Assignment(name == column.Name ? column : new PlanColumn(name, column.Type), new ColumnNode(column)))]);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
