using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Writing;

internal sealed partial class PlanWriter
{
    private SelectQuery Scan(ScanNode scan)
    {
        var alias = NextAlias();
        return new SelectQuery(
            $"{scan.Source} AS {alias}",
            [.. scan.Columns.Select((column, i) => new SelectColumn(column, $"{alias}.\"{scan.PhysicalColumns[i]}\"", true))]);
    }

    private SelectQuery Values(ValuesNode values)
    {
        var alias = NextAlias();
        if (values.Columns.Count == 0)
            return new SelectQuery($"(SELECT 1) AS {alias}", []);
        var nothing = new SelectQuery("", []);
        var writer = new ScalarWriter(this, nothing);
        var names = string.Join(", ", Enumerable.Range(0, values.Columns.Count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")));
        var rows = values.Rows.Select(row => $"({string.Join(", ", row.Select(writer.Write))})").ToList();
        var source = rows.Count > 0
            ? $"(VALUES {string.Join(", ", rows)}) AS {alias}({names})"
            : $"(SELECT {string.Join(", ", values.Columns.Select(column => SqlText.Null(column.Type)))} WHERE false) AS {alias}({names})";
        return new SelectQuery(source, Numbered(alias, values.Columns));
    }

    /// <summary>
    /// Writes a range with a table function that generates integers. The function streams the integers, whereas a list would be held in
    /// memory as a whole. The SQL first computes the number of steps. A step that is zero or null, or that has the wrong sign, returns no
    /// rows.
    /// </summary>
    private SelectQuery Range(RangeNode range)
    {
        var alias = NextAlias();
        var writer = new ScalarWriter(this, new SelectQuery("", []));
        var (from, to, step) = (writer.Write(range.From), writer.Write(range.To), writer.Write(range.Step));
        var (value, steps) = range.Column.Type == KustoType.Real
            ? ($"({from} + {alias}.range * {step})", $"TRY_CAST(floor(({to} - {from}) / {step} + 1e-9) AS BIGINT)")
            : ($"({from} + {alias}.range * {step})", $"(({to}::HUGEINT - {from}) // {step})::BIGINT");
        var isForward = $"(({to} >= {from}) = ({step} > 0))";
        var type = range.Column.Type == KustoType.Real ? "" : $"::{range.Column.Type.DuckDbName()}";
        var source = $"range(CASE WHEN {step} <> 0 AND {isForward} THEN coalesce({steps} + 1, 0) ELSE 0 END) AS {alias}";
        return new SelectQuery(source, [new SelectColumn(range.Column, value + type, false)]);
    }

    /// <summary>
    /// Writes a shared table. A table that is read once, or that is cheap, is written inline. Other tables, and tables that must be
    /// computed once, are written in the WITH clause.
    /// </summary>
    private SelectQuery Shared(SharedScanNode scan)
    {
        var table = scan.Table;
        if (!table.IsMaterialized && (_uses.GetValueOrDefault(table) <= 1 || SharedTableUsage.IsCheap(table.Plan)))
        {
            var query = Select(table.Plan);
            return query with { Columns = [.. scan.Columns.Select((column, i) => query[table.Plan.Columns[i]] with { Column = column })] };
        }

        if (!_shared.TryGetValue(table, out var name))
        {
            var query = Select(table.Plan);
            query = query with { Columns = [.. table.Plan.Columns.Select(column => query[column])] };
            name = string.Create(CultureInfo.InvariantCulture, $"s{_shared.Count + 1}");
            _shared.Add(table, name);
            _with.Add($"{name} AS {(table.IsMaterialized ? "MATERIALIZED " : "")}({query.ToSql()})");
        }

        var alias = NextAlias();
        return new SelectQuery($"{name} AS {alias}", Numbered(alias, scan.Columns));
    }

    private static System.Collections.Immutable.ImmutableArray<SelectColumn> Numbered(string alias, IEnumerable<PlanColumn> columns) =>
        [.. columns.Select((column, i) => new SelectColumn(column, string.Create(CultureInfo.InvariantCulture, $"{alias}.c{i}"), true))];
}
