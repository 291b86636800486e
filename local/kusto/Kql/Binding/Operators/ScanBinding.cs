using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>scan [with_match_id = name] [partition by keys] [order by keys] [declare (columns)] with (steps)</c>. Conditions and
/// assignments can read the current row and, with <c>step.column</c>, the latest rows of the current step and of earlier steps.
/// </summary>
internal static class ScanBinding
{
    /// <summary>The maximum number of steps. The number is limited because each step stores the latest rows of all earlier steps.</summary>
    private const int MaxSteps = 100;

    public static SequenceNode Bind(TabularBinder binder, ScanOperator scan, TabularNode input)
    {
        var context = binder.Context;
        if (scan.Order.Count > 0)
            input = SortBinding.Bind(binder, new SortOperator(scan.Order, null, scan.At), input);
        if (!Serialization.IsSerialized(input))
            throw context.Semantic(scan, "SEM0231", "scan requires ordered rows. Use a sort or serialize operator before it.");
        if (scan.Steps.Count > MaxSteps)
            throw context.TooComplex(scan);
        var row = binder.Over(input);
        var names = input.Columns.Select(column => column.Name).ToHashSet();
        var declared = scan.Declared.Select(column => Declare(binder, column, names)).ToList();
        var matchId = scan.MatchId is { } name ? new PlanColumn(Unique(binder, scan, name, names), KustoType.Long) : null;
        PlanColumn[] columns = [.. input.Columns, .. declared.Select(column => column.Column)];
        return new SequenceNode(input, matchId is null ? columns : [.. columns, matchId], [.. scan.Keys.Select(row.Bind)], declared,
            matchId, Steps(binder, scan, input.Columns, declared));
    }

    private static List<SequenceStep> Steps(TabularBinder binder, ScanOperator scan, IReadOnlyList<PlanColumn> row,
        List<Assignment> declared)
    {
        var scope = binder.Scope;
        var steps = new List<SequenceStep>();
        var names = new HashSet<string>();
        foreach (var step in scan.Steps)
        {
            if (step.IsOptional)
                throw binder.Context.Unsupported(step, "An optional step of scan");
            if (step.Output is not ("all" or "none"))
                throw binder.Context.Unsupported(step, $"The option 'output={step.Output}' of a step of scan");
            if (!names.Add(step.Name))
                throw binder.Context.Semantic(step, "SEM0100", $"scan: the step '{step.Name}' is defined twice.");
            List<(PlanColumn Row, PlanColumn Latest)> state =
                [.. row.Concat(declared.Select(column => column.Column)).Select(column => (column, column.Renew()))];
            scope = scope.With(step.Name, new StepState([.. state.Select(column => column.Latest)]));
            var expressions = new ScalarBinder(binder.Context, scope, row);
            steps.Add(new SequenceStep(state, expressions.BindPredicate(step.Condition, "scan"),
                Values(expressions, step, declared), step.Output == "all"));
        }

        return steps;
    }

    private static List<ScalarNode> Values(ScalarBinder expressions, ScanStep step, List<Assignment> declared)
    {
        List<ScalarNode> values = [.. declared.Select(column => column.Value)];
        foreach (var assignment in step.Assignments)
        {
            if (assignment.Name is not { } name)
                throw expressions.Context.Semantic(assignment.Value, "SEM0100", "scan: an assignment must have the form name = value.");
            var at = declared.FindIndex(column => column.Column.Name == name);
            if (at < 0)
                throw expressions.Context.UnknownColumn(assignment.Value, name, declared.Select(column => column.Column));
            values[at] = Overloads.Convert(expressions.Bind(assignment.Value), declared[at].Column.Type);
        }

        return values;
    }

    private static Assignment Declare(TabularBinder binder, Parameter column, HashSet<string> names)
    {
        if (column.Type is not { } type)
            throw binder.Context.Semantic(column, "SEM0100", "scan: a declared column must have a scalar type.");
        var value = column.Default is { } expression
            ? Overloads.Convert(binder.OverNothing().BindConstant(expression, $"The default of '{column.Name}'"), type)
            : ConstantNode.Null(type);
        return new Assignment(new PlanColumn(Unique(binder, column, column.Name, names), type), value);
    }

    private static string Unique(TabularBinder binder, Node at, string name, HashSet<string> names) => names.Add(name) ? name
        : throw binder.Context.Semantic(at, "SEM0100", $"scan: the column '{name}' already exists.");
}
