using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>partition by key (operators)</c> and <c>mv-apply values on (operators)</c>, which apply operators to each group of rows
/// separately. Every operator retains the columns that identify a group. <c>summarize</c> also groups by these columns, and limits apply
/// per group.
/// </summary>
internal static class PartitionBinding
{
    public static TabularNode Bind(TabularBinder binder, PartitionOperator partition, TabularNode input)
    {
        var key = binder.Over(input).Bind(partition.By);
        if (key.Type == KustoType.Dynamic)
            throw binder.Context.Semantic(partition, "SEM0100", "partition: the key is of a 'dynamic' type. Please use an explicit cast.");
        var group = new PlanColumn("partition", key.Type);
        var grouped = new ProjectNode(input, [.. PlanQueries.PassThrough(input.Columns), new Assignment(group, key)]);
        var (result, columns) = Apply(binder, partition.Steps, grouped, input.Columns, [group]);
        return ProjectNode.Select(result, columns);
    }

    public static TabularNode Bind(TabularBinder binder, MvApplyOperator apply, TabularNode input)
    {
        var number = new PlanColumn("row", KustoType.Long);
        var window = Functions.FunctionTable.FindWindow("row_number")!;
        var numbered = new ProjectNode(
            input, [.. PlanQueries.PassThrough(input.Columns),
                new Assignment(number, new WindowNode(window, [ConstantNode.From(1), ConstantNode.False], KustoType.Long))]);
        var expanded = MvExpandBinding.Bind(binder, apply.Expand, numbered);
        PlanColumn[] passThrough = [.. expanded.Columns.Where(input.Columns.Contains)];
        PlanColumn[] visible = [.. expanded.Columns.Where(column => column != number)];
        var (result, columns) = Apply(binder, apply.Steps, expanded, visible, [number, .. passThrough]);

        // The columns of the row come first. Columns that the operators return replace columns with the same name.
        var names = columns.Select(column => column.Name).ToHashSet();
        return ProjectNode.Select(
            result, passThrough.Where(column => !columns.Contains(column) && !names.Contains(column.Name)).Concat(columns));
    }

    /// <returns>The plan, which includes the columns that identify a group, and the columns that the operators return.</returns>
    private static (TabularNode Plan, IReadOnlyList<PlanColumn> Columns) Apply(
        TabularBinder binder, IReadOnlyList<Operator> steps, TabularNode input, IReadOnlyList<PlanColumn> visible,
            IReadOnlyList<PlanColumn> groups)
    {
        var terms = new List<SortTerm>();
        foreach (var step in steps)
        {
            binder.Context.Enter(step);
            var view = new VisibleNode(input, visible);
            switch (step)
            {
                case WhereOperator or ProjectOperator or MvExpandOperator or ParseOperator or SummarizeOperator or CountOperator
                    or DistinctOperator:
                    var bound = binder.Apply(step, view);
                    input = WithGroups(bound, view, input, groups);
                    visible = bound.Columns;
                    break;
                case ScanOperator scan:
                    var matched = ScanBinding.Bind(binder, scan, terms.Count > 0 ? new SortNode(view, terms) : view);
                    input = WithGroups(matched, view, input, groups);
                    visible = matched.Columns;
                    break;
                case SortOperator sort:
                    var sorted = (SortNode)SortBinding.Bind(binder, sort with { Count = null }, view);
                    terms = [.. sorted.Terms];
                    if (sort.Count is not null)
                        input = new FirstRowsNode(input, Columns(groups), terms, binder.OverNothing().BindCount(sort.Count));
                    break;
                case TakeOperator take:
                    input = new FirstRowsNode(input, Columns(groups), terms, binder.OverNothing().BindCount(take.Count));
                    break;
                default:
                    throw binder.Context.Unsupported(step, "This operator inside partition or mv-apply");
            }
        }

        return (input, visible);
    }

    private static IReadOnlyList<ScalarNode> Columns(IEnumerable<PlanColumn> columns) =>
        [.. columns.Select(column => new ColumnNode(column))];

    /// <summary>Changes the plan of an operator so that the plan retains the columns that identify a group.</summary>
    private static TabularNode WithGroups(TabularNode node, TabularNode view, TabularNode input, IReadOnlyList<PlanColumn> groups)
    {
        if (ReferenceEquals(node, view))
            return input;
        var inner = WithGroups(node.Inputs[0], view, input, groups);
        var missing = groups.Where(group => !node.Columns.Contains(group)).ToList();
        return node switch
        {
            FilterNode filter => new FilterNode(inner, filter.Predicate),
            ProjectNode project => new ProjectNode(inner, [.. project.Assignments, .. PlanQueries.PassThrough(missing)]),
            DistinctNode => new DistinctNode(inner),
            SortNode sort => new SortNode(inner, sort.Terms),
            SequenceNode sequence => sequence with
            {
                Input = inner,
                Columns = [.. sequence.Columns, .. missing],
                Groups = [.. sequence.Groups, .. Columns(groups)],
            },
            SummarizeNode summarize =>
                new SummarizeNode(inner, [.. summarize.Keys, .. PlanQueries.PassThrough(missing)], summarize.Aggregates),
            ExpandNode expand => expand with
            {
                Input = inner,
                Columns = [.. expand.Columns, .. missing],
                PassThrough = [.. expand.PassThrough, .. missing]
            },
            _ => throw new InvalidOperationException($"{node.GetType().Name} cannot be applied to groups."),
        };
    }

    /// <summary>A table in which expressions can refer only to some columns.</summary>
    private sealed record VisibleNode(TabularNode Input, IReadOnlyList<PlanColumn> Visible) : TabularNode(Visible);
}
