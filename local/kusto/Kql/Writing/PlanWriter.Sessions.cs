using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>Writes row_window_session(), in which the start of a session depends on the start of the previous session.</summary>
internal sealed partial class PlanWriter
{
    /// <summary>
    /// Adds a column for the starts of the sessions. SQL has no window function for this computation, so the values of all rows are
    /// collected in a list, and the list of starts is unnested with the rows.
    /// </summary>
    private (SelectQuery Query, IReadOnlyList<ScalarNode> Values) FindSessions(SelectQuery query, IReadOnlyList<ScalarNode> values)
    {
        foreach (var window in Windows(values, "row_window_session"))
        {
            query = Wrap(query);
            var writer = new ScalarWriter(this, query);
            string[] arguments = [.. window.Arguments.Select(writer.Write)];
            var (rows, starts) = (NextAlias(), NextAlias());
            var columns = string.Concat(query.Columns.Select((column, i) =>
                string.Create(CultureInfo.InvariantCulture, $"{column.Sql} AS c{i}, ")));
            AddTable($"{rows} AS MATERIALIZED (SELECT {columns}{arguments[0]} AS e, {arguments[3]} AS f, "
                + $"row_number() OVER ({query.OrderText().TrimStart()}) AS n FROM {query.Source})", isRecursive: false);
            AddTable($"{starts} AS (SELECT unnest(from_json({WindowFunctions.SessionStarts}(to_json(list(e ORDER BY n)), "
                + $"to_json(list(f ORDER BY n)), {arguments[1]}, {arguments[2]}), '[\"BIGINT\"]')) AS s, "
                + $"unnest(range(1, count(*) + 1)) AS n FROM {rows})", isRecursive: false);
            var start = new PlanColumn("session", window.Type);
            query = new SelectQuery($"{rows} JOIN {starts} ON {starts}.n = {rows}.n",
            [
                .. query.Columns.Select((column, i) =>
                    new SelectColumn(column.Column, string.Create(CultureInfo.InvariantCulture, $"{rows}.c{i}"), true)),
                new SelectColumn(start, $"{starts}.s", true),
            ])
            {
                OrderBy = [new OrderTerm($"{rows}.n", true, false)],
            };
            values = [.. values.Select(value => Replace(value, window, new ColumnNode(start)))];
        }

        return (query, values);
    }

    /// <summary>
    /// Replaces a window function with a column. Nodes without the window function remain the same objects, because other windows are found
    /// by reference.
    /// </summary>
    private static ScalarNode Replace(ScalarNode node, WindowNode window, ColumnNode column)
    {
        if (ReferenceEquals(node, window))
            return column;
        ScalarNode[] children = [.. node.Children.Select(child => Replace(child, window, column))];
        return children.SequenceEqual(node.Children, ReferenceEqualityComparer.Instance) ? node : node.WithChildren(children);
    }
}
