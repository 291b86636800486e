using System.Collections.Immutable;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>Operators that keep, order or compute rows one by one.</summary>
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

        // A selection of columns may be made over a limit or a group; what is computed needs their rows. A column that is only handed on stays as it is.
        var isSelection = values.All(value => value is ColumnNode);
        var query = isSelection && !input.IsDistinct
            ? input
            : OpenFor(input, values.Where(value => value is not ColumnNode).Concat(input.HasWindows ? values : []));
        if (hasWindows && query.Columns.Any(column => !column.IsSimple))
            query = Wrap(query);
        var writer = new ScalarWriter(this, query);
        return query with
        {
            Columns = [.. project.Assignments.Select(assignment => new SelectColumn(
                assignment.Column, writer.Write(assignment.Value), IsSimple(assignment.Value, query)))],
            HasWindows = query.HasWindows || hasWindows,
        };
    }

    private SelectQuery Sort(SortNode sort)
    {
        var query = OpenFor(Select(sort.Input), sort.Scalars);
        return query with { OrderBy = [.. Order(query, sort.Terms)] };
    }

    /// <summary>NaN comes beside the nulls.</summary>
    private IEnumerable<OrderTerm> Order(SelectQuery query, IEnumerable<SortTerm> terms)
    {
        var writer = new ScalarWriter(this, query);
        foreach (var term in terms)
        {
            var sql = writer.Write(term.Value);
            if (term.Value.Type == KustoType.Real)
                yield return new OrderTerm($"({sql} IS NULL OR isnan({sql}))", !term.NullsFirst, false);
            yield return new OrderTerm(sql, term.IsAscending, term.NullsFirst);
        }
    }

    private SelectQuery Limit(LimitNode limit)
    {
        var input = Select(limit.Input);
        var query = input.Limit is not null || input.HasWindows ? Wrap(input) : input;
        var count = limit.Count is ConstantNode { Value: long rows, Parameter: null }
            ? SqlText.Constant(ConstantNode.Of(Math.Max(rows, 0)))
            : $"greatest({new ScalarWriter(this, query).Write(limit.Count)}, 0)";
        return query with { Limit = count };
    }

    private SelectQuery Distinct(DistinctNode distinct) => Open(Select(distinct.Input)) with { IsDistinct = true, OrderBy = ImmutableArray<OrderTerm>.Empty };

    /// <summary>The group of rows that a window function starts again in: how many restarts there were up to the row.</summary>
    public string Restarts(SelectQuery input, string restart) =>
        $"sum(CASE WHEN {restart} THEN 1 ELSE 0 END) OVER ({input.OrderText().TrimStart()} ROWS UNBOUNDED PRECEDING)";
}
