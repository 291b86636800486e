using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Writing;

/// <summary>
/// Writes row_rank_min() and row_rank_dense(). The rank changes when the ranked value differs from the value in the previous row.
/// </summary>
internal sealed partial class PlanWriter
{
    /// <summary>
    /// Adds columns for the ranks. SQL does not allow nested window functions, so three nested SELECTs compute the changes in the value,
    /// the numbers of the runs of equal values, and the ranks.
    /// </summary>
    private (SelectQuery Query, IReadOnlyList<ScalarNode> Values) FindRanks(SelectQuery query, IReadOnlyList<ScalarNode> values)
    {
        foreach (var window in Windows(values, "row_rank_"))
        {
            if (query.OrderBy.IsEmpty)
                query = Wrap(query with { OrderBy = [new OrderTerm("row_number() OVER ()", true, false)] });
            var writer = new ScalarWriter(this, query);
            var (term, restart) = (writer.Write(window.Arguments[0]), $"coalesce({writer.Write(window.Arguments[1])}, false)");
            var over = $"OVER ({query.OrderText().TrimStart()})";
            query = With(query, out var changes,
                $"({restart} OR row_number() {over} = 1 OR lag({term}) {over} IS DISTINCT FROM {term})::BIGINT");
            query = With(query, out var restarts, $"{restart}::BIGINT");
            query = Wrap(query);
            var rows = $"OVER ({query.OrderText().TrimStart()} ROWS UNBOUNDED PRECEDING)";
            var (change, start) = (query[changes].Sql, query[restarts].Sql);
            query = With(query, out var runs, $"sum({change}) {rows}");
            query = With(query, out var parts, $"sum({start}) {rows}");
            query = With(query, out var numbers, $"row_number() OVER ({query.OrderText().TrimStart()})");
            query = Wrap(query);
            var (run, part, number) = (query[runs].Sql, query[parts].Sql, query[numbers].Sql);
            query = Wrap(With(query, out var rank, window.Function.Name == "row_rank_dense"
                ? $"({run} - min({run}) OVER (PARTITION BY {part}) + 1)::BIGINT"
                : $"(min({number}) OVER (PARTITION BY {part}, {run}) - min({number}) OVER (PARTITION BY {part}) + 1)::BIGINT"));
            values = [.. values.Select(value => Replace(value, window, new ColumnNode(rank)))];
        }

        return (query, values);
    }

    private static SelectQuery With(SelectQuery query, out PlanColumn column, string sql)
    {
        column = new PlanColumn("rank", KustoType.Long);
        return query with { Columns = query.Columns.Add(new SelectColumn(column, sql, false)) };
    }

    /// <summary>Returns the distinct calls to functions whose names start with <paramref name="name"/>.</summary>
    private static List<WindowNode> Windows(IEnumerable<ScalarNode> values, string name)
    {
        return [.. values.SelectMany(Find).Distinct(ReferenceEqualityComparer.Instance).Cast<WindowNode>()];

        IEnumerable<WindowNode> Find(ScalarNode node) =>
            (node is WindowNode window && window.Function.Name.StartsWith(name, StringComparison.Ordinal) ? [window]
                : Enumerable.Empty<WindowNode>())
            .Concat(node.Children.SelectMany(Find));
    }
}
