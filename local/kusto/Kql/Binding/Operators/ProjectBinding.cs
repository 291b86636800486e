using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>project</c> and <c>extend</c>. All expressions read the original row.</summary>
internal static class ProjectBinding
{
    public static TabularNode Project(TabularBinder binder, ProjectOperator project, TabularNode input)
    {
        var row = binder.Over(input);
        var names = new ColumnNames();
        var usedNames = new HashSet<string>();
        var assignments = new List<Assignment>();
        foreach (var column in project.Columns)
        {
            var own = column.Names ?? ((column.Name ?? (column.Value as NameReference)?.Name) is { } single ? [single] : []);
            if (own.FirstOrDefault(name => !usedNames.Add(name)) is { } twice)
                throw binder.Context.Semantic(column.Value, "SEM0100", $"project: the column '{twice}' is specified twice.");
            foreach (var (name, value) in TupleBinding.Bind(row, column))
                assignments.Add(new Assignment(new PlanColumn(names.Next(name), value.Type), value));
        }

        return new ProjectNode(input, assignments);
    }

    /// <summary>A column with an existing name replaces the existing column. Other columns are added at the end.</summary>
    public static TabularNode Extend(TabularBinder binder, ProjectOperator extend, TabularNode input) =>
        new ProjectNode(input, Extended(binder, extend.Columns, input));

    public static IReadOnlyList<Assignment> Extended(TabularBinder binder, IReadOnlyList<NamedExpression> columns, TabularNode input)
    {
        var row = binder.Over(input);
        var assignments = PlanQueries.PassThrough(input.Columns).ToList();
        var names = new ColumnNames(input.Columns.Select(column => column.Name));
        foreach (var (declaredName, value) in columns.SelectMany(column => TupleBinding.Bind(row, column)))
        {
            var name = declaredName ?? names.Next(null);
            var assignment = new Assignment(new PlanColumn(name, value.Type), value);
            var existing = assignments.FindIndex(other => other.Column.Name == name);
            if (existing >= 0)
                assignments[existing] = assignment;
            else
                assignments.Add(assignment);
        }

        return assignments;
    }
}
