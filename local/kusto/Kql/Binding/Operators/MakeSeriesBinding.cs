using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>make-series aggregates on axis from a to b step s by keys</c>. Each group has arrays of equal length, with one value per bin of
/// the axis. The first bin starts at a, and b is exclusive. If a is missing, the first bin starts at the minimum of the data, rounded down
/// to a multiple of the step. If b is missing, the last bin contains the maximum of the data. The plan groups the rows by bin, and then
/// collects the bins of each group in arrays. The plan consists of general nodes. PlanWriter.Groups and PlanWriter.Rows write the SQL of
/// these nodes.
/// </summary>
internal static class MakeSeriesBinding
{
    public static TabularNode Bind(TabularBinder binder, MakeSeriesOperator series, TabularNode input)
    {
        var context = binder.Context;
        var row = binder.Over(input);
        var axis = row.Bind(series.Axis.Value);
        var step = binder.OverNothing().Bind(series.Step);
        var isTime = axis.Type is KustoType.DateTime or KustoType.TimeSpan;
        if (!(isTime && step.Type == KustoType.TimeSpan) && !(TypeRules.IsNumber(axis.Type) && TypeRules.IsNumber(step.Type)))
            throw context.Semantic(series, "SEM0100",
                $"make-series: an axis of the type {axis.Type.CslName()} cannot have a step of the type {step.Type.CslName()}.");
        if (!isTime)
        {
            var type = TypeRules.Promoted(TypeRules.Widest([axis.Type, step.Type])!.Value);
            (axis, step) = (Overloads.Convert(axis, type), Overloads.Convert(step, type));
        }

        var source = new SharedTable("series",
            new ProjectNode(input, [.. PlanQueries.PassThrough(input.Columns), new Assignment(new PlanColumn("$axis", axis.Type), axis)]));
        var from = series.From is { } first ? Bound(binder, first, axis.Type) : Overloads.Call("bin", Extreme(source, "min"), step);
        var to = series.To is { } last ? Bound(binder, last, axis.Type) : Overloads.Call("+", Extreme(source, "max"), step);
        return Assemble(binder, series, source, from, to, step);
    }

    private static ScalarNode Bound(TabularBinder binder, Expression bound, KustoType type) =>
        Overloads.Convert(binder.OverNothing().Bind(bound), type);

    private static SubqueryNode Extreme(SharedTable source, string aggregate)
    {
        var scan = source.Read();
        var column = scan.Columns[^1];
        return new SubqueryNode(new SummarizeNode(scan, [],
            [new Assignment(new PlanColumn(aggregate, column.Type), AggregateBinding.Call(aggregate, [new ColumnNode(column)]))]));
    }

    private static TabularNode Assemble(TabularBinder binder, MakeSeriesOperator series, SharedTable source, ScalarNode from,
        ScalarNode to, ScalarNode step)
    {
        var context = binder.Context;
        var scan = source.Read();
        var axis = new ColumnNode(scan.Columns[^1]);
        var inRange = new FilterNode(scan,
            Overloads.Call("and", OperatorBinding.Compare(context, series, ">=", axis, from),
                OperatorBinding.Compare(context, series, "<", axis, to)));
        var row = new ScalarBinder(context, binder.Scope, [.. scan.Columns.SkipLast(1)]);
        var names = new ColumnNames();
        var keys = series.Keys.Select(key => (Value: row.Bind(key.Value), Name: names.Next(key.Name ?? ColumnNames.Default(key.Value))))
            .Select(key => new Assignment(new PlanColumn(key.Name, key.Value.Type), key.Value)).ToList();
        var index = new PlanColumn("index", KustoType.Long);
        var aggregates = series.Aggregates.Select(aggregate =>
        {
            var value = new ScalarBinder(context, binder.Scope, [.. scan.Columns.SkipLast(1)], allowsAggregates: true)
                .Bind(aggregate.Value.Value);
            return (Column: new PlanColumn(names.Next(aggregate.Value.Name ?? ColumnNames.DefaultOfAggregate(aggregate.Value.Value)),
                value.Type), Value: value, aggregate.Default);
        }).ToList();
        var binned = new SummarizeNode(
            inRange,
            [.. keys, new Assignment(index, Overloads.Call("$series_index", Number(axis), Number(from), Number(step)))],
            [.. aggregates.Select(aggregate => new Assignment(aggregate.Column, aggregate.Value))]);

        var lists = aggregates.ConvertAll(aggregate =>
            (aggregate.Column, List: new PlanColumn(aggregate.Column.Name, KustoType.Dynamic), aggregate.Default));
        var gathered = new SummarizeNode(binned, [.. keys.Select(key => new Assignment(key.Column, new ColumnNode(key.Column)))],
            [.. lists.Select(list => new Assignment(
            list.List,
            AggregateBinding.Call("make_list",
                [Overloads.Call("pack_array", Overloads.Convert(new ColumnNode(index), KustoType.Dynamic),
                    Overloads.Convert(new ColumnNode(list.Column), KustoType.Dynamic))])))]);
        var count = Overloads.Call("$series_count", Number(from), Number(to), Number(step));
        var name = series.Axis.Name ?? ColumnNames.Default(series.Axis.Value) ?? "Column1";
        return new ProjectNode(series.IsNonEmpty || keys.Count > 0 ? gathered : NotEmpty(gathered, lists[0].List),
        [
            .. PlanQueries.PassThrough(keys.Select(key => key.Column)),
            .. lists.Select(list => new Assignment(
                new PlanColumn(list.List.Name, KustoType.Dynamic),
                Overloads.Call("$series_values", new ColumnNode(list.List), count,
                    Overloads.Convert(list.Default is { } absent ? binder.OverNothing().Bind(absent)
                        : ConstantNode.From(0), KustoType.Dynamic)))),
            new Assignment(new PlanColumn(names.Next(name), KustoType.Dynamic), Overloads.Call("$series_axis", from, step, count)),
        ]);
    }

    /// <summary>Removes the series that an aggregation without keys returns for empty input.</summary>
    private static FilterNode NotEmpty(TabularNode gathered, PlanColumn list) =>
        new(gathered, Overloads.Call(">", Overloads.Call("array_length", new ColumnNode(list)), ConstantNode.From(0)));

    private static ScalarNode Number(ScalarNode value) => value.Type is KustoType.DateTime or KustoType.TimeSpan
        ? Overloads.Convert(value, KustoType.Long) : value;
}
