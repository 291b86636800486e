using System.Collections.Immutable;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Writing;

/// <summary>Writes operators that filter, order or compute single rows.</summary>
internal sealed partial class PlanWriter
{
    private SelectQuery Filter(FilterNode filter)
    {
        var conjuncts = filter.Predicate is Plan.CallNode { Function.Name: "and" } both ? both.Arguments : [filter.Predicate];
        var query = OpenFor(Select(filter.Input), conjuncts);
        var writer = new ScalarWriter(this, query);
        return query with { Predicates = query.Predicates.AddRange(conjuncts.Select(writer.WriteCondition)) };
    }

    private SelectQuery Project(ProjectNode project)
    {
        var input = Select(project.Input);
        var values = project.Scalars;
        var hasWindows = values.Any(PlanQueries.HasWindow);

        // A selection of columns does not need a separate SELECT after a limit or a grouping, but computed columns do.
        var isSelection = values.All(value => value is ColumnNode);
        var query = isSelection && !input.IsDistinct
            ? input
            : OpenForList(input, values);
        if (hasWindows && (query.Columns.Any(column => !column.IsSimple) || query.HasWindows))
            query = Wrap(query);
        (query, values) = FindSessions(query, values);
        (query, values) = FindRanks(query, values);
        (query, values) = CountRestarts(query, values);
        var writer = new ScalarWriter(this, query);
        return query with
        {
            Columns = [.. project.Assignments.Zip(values,
                (assignment, value) => Column(assignment.Column, value, writer.Write(value), query))],
            HasWindows = query.HasWindows || hasWindows,
        };
    }

    private SelectQuery Sort(SortNode sort)
    {
        var query = OpenFor(Select(sort.Input), sort.Scalars);
        return query with { OrderBy = [.. Order(query, sort.Terms)] };
    }

    /// <summary>Returns the ORDER BY terms. NaN is sorted next to the nulls.</summary>
    private IEnumerable<OrderTerm> Order(SelectQuery query, IEnumerable<SortTerm> terms)
    {
        var writer = new ScalarWriter(this, query);
        foreach (var term in terms)
        {
            var sql = writer.Write(term.Value);
            if (term.Value.Type == KustoType.Real)
                yield return new OrderTerm($"({sql} IS NULL OR isnan({sql}))", !term.NullsFirst, false);
            yield return new OrderTerm(Term(sql, term.Value.Type), term.IsAscending, term.NullsFirst);
        }
    }

    /// <summary>Returns a term of ORDER BY. A literal is wrapped in a cast, because DuckDB rejects literals in ORDER BY.</summary>
    private static string Term(string sql, KustoType type) =>
        sql is "true" or "false" || (type == KustoType.String && sql[0] == '\'') ? $"{sql}::{type.DuckDbName()}" : sql;

    private SelectQuery Limit(LimitNode limit)
    {
        var input = Select(limit.Input);
        var query = input.Limit is not null || input.HasWindows ? Wrap(input) : input;
        var count = limit.Count is ConstantNode { Parameter: null, Value: long rows }
            ? SqlText.Constant(ConstantNode.From(Math.Max(rows, 0)))
            : $"greatest({new ScalarWriter(this, query).Write(limit.Count)}, 0)";
        return query with { Limit = count };
    }

    private SelectQuery Distinct(DistinctNode distinct) =>
        Open(Select(distinct.Input)) with { IsDistinct = true, OrderBy = ImmutableArray<OrderTerm>.Empty };

    /// <summary>
    /// Adds columns that number the groups between restarts of a window function. The number of a row's group is the number of restarts up
    /// to the row. SQL does not allow nested window functions, so the conditions and their counts have separate SELECTs.
    /// </summary>
    private (SelectQuery Query, IReadOnlyList<ScalarNode> Values) CountRestarts(SelectQuery query, IReadOnlyList<ScalarNode> values)
    {
        var windows = values.SelectMany(Restarting).Distinct(ReferenceEqualityComparer.Instance).Cast<WindowNode>().ToList();
        if (windows.Count == 0)
            return (query, values);

        // DuckDB would return the rows group by group. Rows that are ordered without a sort are therefore sorted by their position.
        if (query.OrderBy.IsEmpty)
            query = Wrap(query with { OrderBy = [new OrderTerm("row_number() OVER ()", true, false)] });
        var writer = new ScalarWriter(this, query);
        var flags = windows.ConvertAll(window =>
            new SelectColumn(new PlanColumn("restart", KustoType.Bool), writer.Write(Restart(window)), false));
        query = Wrap(query with { Columns = query.Columns.AddRange(flags) });
        var counts = windows.Select((_, i) => new SelectColumn(
            new PlanColumn("group", KustoType.Long),
            $"sum(CASE WHEN {query[flags[i].Column].Sql} THEN 1 ELSE 0 END) OVER "
            + $"({query.OrderText().TrimStart()} ROWS UNBOUNDED PRECEDING)",
            false)).ToList();
        query = Wrap(query with { Columns = query.Columns.AddRange(counts) });
        var groups = windows.Select((window, i) => (window, group: (ScalarNode)new ColumnNode(counts[i].Column))).ToList();
        return (query, [.. values.Select(value => Replace(value, groups))]);
    }

    private static IEnumerable<WindowNode> Restarting(ScalarNode node) =>
        (node is WindowNode { Function.Restart: not null } window && Restart(window) is not ConstantNode { Value: false } ? [window]
            : Enumerable.Empty<WindowNode>())
        .Concat(node.Children.SelectMany(Restarting));

    private static ScalarNode Restart(WindowNode window) => window.Arguments[window.Function.Restart!.Value];

    private static ScalarNode Replace(ScalarNode node, List<(WindowNode Window, ScalarNode Group)> groups)
    {
        foreach (var (window, group) in groups)
        {
            if (ReferenceEquals(window, node))
                return window with
                {
                    Arguments = [.. window.Arguments.Select((argument, i) => i == window.Function.Restart ? group
                    : argument)]
                };
        }

        return node.Children.Count == 0 ? node : node.WithChildren([.. node.Children.Select(child => Replace(child, groups))]);
    }
}
