using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>top-nested n of value with others = constant by aggregate, top-nested …</c>. The result contains the top values of the first
/// expression, for each of these values the top values of the second expression, and so on. Each level joins the rows with the result of
/// the previous level, groups them, and selects the first groups.
/// </summary>
internal static class TopNestedBinding
{
    public static TabularNode Bind(TabularBinder binder, TopNestedOperator nested, TabularNode input)
    {
        var row = binder.Over(input);
        var values = nested.Levels.Select(level =>
            new Assignment(new PlanColumn(KeyName(level), KustoType.Dynamic), row.Bind(level.Of.Value)))
            .Select(key => key with { Column = new PlanColumn(key.Column.Name, key.Value.Type) }).ToList();
        if (values.Find(value => value.Value.Type == KustoType.Dynamic).Column is { } dynamic)
            throw binder.Context.Semantic(nested, "SEM0100",
                $"top-nested: '{dynamic.Name}' is of a 'dynamic' type. Please use an explicit cast.");
        var source = new SharedTable("nested", new ProjectNode(input, [.. PlanQueries.PassThrough(input.Columns), .. values]));
        var names = new ColumnNames();
        SharedTable? previous = null;
        var branches = new List<TabularNode>();
        for (var depth = 0; depth < nested.Levels.Count; depth++)
        {
            var level = new Level(binder, nested, depth, source, input.Columns.Count, previous);
            var top = level.Top(names);
            if (nested.Levels[depth].Others is not null)
                branches.Add(level.Others(top));
            previous = top;
        }

        var result = previous!.Read();
        if (branches.Count == 0)
            return result;
        var columns = result.Columns.Select(column => column.Renew()).ToList();
        return new UnionNode(columns,
            [.. branches.Prepend(result).Select(branch =>
                new UnionBranch(branch, [.. branch.Columns.Select(column => new ColumnNode(column))]))]);
    }

    private static string KeyName(TopNestedLevel level) => level.Of.Name ?? ColumnNames.Default(level.Of.Value) ?? "";

    /// <summary>One level. Its input consists of the rows that the previous levels selected, with the columns of these levels.</summary>
    private sealed class Level
    {
        private readonly TabularBinder _binder;
        private readonly TopNestedOperator _nested;
        private readonly int _depth;
        private readonly SharedTable _rows;
        private readonly int _width;
        private readonly int _before;

        public Level(TabularBinder binder, TopNestedOperator nested, int depth, SharedTable source, int width, SharedTable? previous)
        {
            (_binder, _nested, _depth, _width) = (binder, nested, depth, width);
            var scan = source.Read();
            _before = previous?.Plan.Columns.Count ?? 0;
            if (previous is null)
            {
                _rows = new SharedTable("level", scan);
                return;
            }

            var selected = previous.Read();
            var keys = Enumerable.Range(0, depth)
                .Select(i => new KeyPair(new ColumnNode(scan.Columns[width + i]), new ColumnNode(selected.Columns[2 * i])));
            _rows = new SharedTable("level",
                new JoinNode(scan, selected, JoinKind.Inner, [.. keys],
                    [.. PlanQueries.PassThrough(scan.Columns), .. PlanQueries.PassThrough(selected.Columns)]));
        }

        private TopNestedLevel Syntax => _nested.Levels[_depth];

        /// <summary>
        /// Returns the first groups within each group of the previous level, with the columns of all levels up to this level.
        /// </summary>
        public SharedTable Top(ColumnNames names)
        {
            var rows = _rows.Read();
            var aggregate = Aggregate(_depth, rows);
            var value = new PlanColumn(names.Next(KeyName(Syntax)), Value(_depth, rows).Type);
            var total = new PlanColumn(names.Next(Syntax.Aggregate.Name ?? "aggregated_" + KeyName(Syntax)), aggregate.Type);
            var before = Before(rows).Select(column => new Assignment(column.Renew(), new ColumnNode(column))).ToList();
            TabularNode grouped = new SummarizeNode(rows, [.. before, new Assignment(value, Value(_depth, rows))],
                [new Assignment(total, aggregate)]);
            if (Syntax.Count is { } count)
            {
                SortTerm[] order = [new SortTerm(new ColumnNode(total), Syntax.IsAscending, Syntax.IsAscending)];
                var first = _binder.OverNothing().BindCount(count);
                grouped = before.Count == 0
                    ? new LimitNode(new SortNode(grouped, order), first)
                    : new FirstRowsNode(grouped, [.. before.Select(key => new ColumnNode(key.Column))], order, first);
            }

            return new SharedTable("top", grouped);
        }

        /// <summary>
        /// Returns one row per group for all values that are not in <paramref name="top"/>. The columns of later levels without 'others'
        /// are null in this row.
        /// </summary>
        public TabularNode Others(SharedTable top)
        {
            var (all, selected) = (_rows.Read(), top.Read());
            var keys = Enumerable.Range(0, _depth + 1).Select(i => new KeyPair(Value(i, all), new ColumnNode(selected.Columns[2 * i])));
            var rest = new JoinNode(all, selected, JoinKind.LeftAnti, [.. keys], [.. PlanQueries.PassThrough(all.Columns)]);
            var before = Before(rest).Select(column => new Assignment(column.Renew(), new ColumnNode(column))).ToList();
            var (constants, aggregates) = (new List<Assignment>(), new List<Assignment>());
            for (var depth = _depth; depth < _nested.Levels.Count; depth++)
            {
                var (value, aggregate) = (Value(depth, rest), Aggregate(depth, rest));
                var others = _nested.Levels[depth].Others is { } name ? Constant(name, value.Type) : null;
                constants.Add(new Assignment(new PlanColumn("value", value.Type), others ?? ConstantNode.Null(value.Type)));
                aggregates.Add(new Assignment(new PlanColumn("total", aggregate.Type), aggregate));
            }

            var summarized = new SummarizeNode(rest, [.. before, .. constants], aggregates);
            var behind = constants.Zip(aggregates, (value, total) => (value, total))
                .SelectMany((pair, i) => new ScalarNode[] { new ColumnNode(pair.value.Column), _nested.Levels[_depth + i].Others is null
                    ? ConstantNode.Null(pair.total.Column.Type) : new ColumnNode(pair.total.Column) });
            return new ProjectNode(summarized,
                [.. PlanQueries.PassThrough(before.Select(key => key.Column)),
                    .. behind.Select(value => new Assignment(new PlanColumn("behind", value.Type), value))]);
        }

        private ScalarNode Constant(Expression name, KustoType type)
        {
            var constant = _binder.OverNothing().BindConstant(name, "The value of 'others'");
            return constant.Type == type || TypeRules.IsNumber(constant.Type) == TypeRules.IsNumber(type)
                ? Overloads.Convert(constant, type)
                : throw _binder.Context.Semantic(name, "SEM0100",
                    $"top-nested: 'others' must be a {type.CslName()}, not a {constant.Type.CslName()}.");
        }

        private IEnumerable<PlanColumn> Before(TabularNode rows) => rows.Columns.TakeLast(_before);

        private ColumnNode Value(int depth, TabularNode rows) => new(rows.Columns[_width + depth]);

        private ScalarNode Aggregate(int depth, TabularNode rows)
        {
            var columns = rows.Columns.Take(_width).ToList();
            return new ScalarBinder(_binder.Context, _binder.Scope, columns, allowsAggregates: true)
                .Bind(_nested.Levels[depth].Aggregate.Value);
        }
    }
}
