using System.Globalization;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    /// <summary>Counts the tables that a query reads: a view that is kept up to date reads but one.</summary>
    private int _sourcesBound;
    private bool _combinesDelta;

    /// <returns>Null for a view that is not of the shape that can be kept up to date.</returns>
    public ViewMaintenance? Maintenance(MaterializedViewSymbol view) =>
        FindPick(view) is { } shape && WinnersOf(view, shape, 0, null) is not null
            ? new ViewMaintenance(shape.Source.Source, (from, to) => WinnersOf(view, shape, from, to)!)
            : null;

    private Relation View(MaterializedViewSymbol view)
    {
        if (view.Part is { } part && FindPick(view) is { } shape && WinnersOf(view, shape, part.Rows, null) is { } delta)
            return part.HasDelta ? Combined(part, delta) : Stored(part, delta);
        return Expanding(view.Name, () => In(new Scope(null), () => BindPipeline(QueryOf(view)[^1].Pipeline)));
    }

    /// <summary>
    /// The stored rows that no row of the delta beats, and the rows of the delta that beat what is stored. Predicates on top of it go
    /// into both halves. An ANTI JOIN and not NOT EXISTS: that one DuckDB turns into a join of all stored rows with themselves.
    /// </summary>
    private Relation Combined(MaterializedPart part, WinningRows delta)
    {
        _combinesDelta = true;
        static string And(string? condition) => condition is null ? "" : " AND " + condition;
        var stored = delta.Order is null
            ? $"SELECT {Columns("a")} FROM {part.Table} AS a"
            : $"SELECT {Columns("a")} FROM {part.Table} AS a ANTI JOIN ({delta.CandidatesSql}) AS d ON {delta.SameKey("d", "a")}{And(delta.Beats("d", "a"))}";
        var fresh = $"SELECT {Columns("d")} FROM ({delta.Sql}) AS d ANTI JOIN {part.Table} AS a ON {delta.SameKey("a", "d")}{And(delta.Withstands("a", "d"))}";
        return OfColumns($"({stored} UNION ALL {fresh})", delta);

        string Columns(string row) => string.Join(", ", delta.ColumnNames.Select(name => $"{row}.{name} AS {name}"));
    }

    private Relation Stored(MaterializedPart part, WinningRows delta) => OfColumns(part.Table, delta);

    private Relation OfColumns(string source, WinningRows rows)
    {
        var alias = _aliases.Next();
        return new Relation(
            _aliases,
            $"{source} AS {alias}",
            [.. rows.Columns.Zip(rows.ColumnNames, (column, name) => new BoundColumn(column.Name, column.Type, $"{alias}.{name}", true))]);
    }

    /// <summary><c>Table | where/extend/project … | summarize arg_max(x, *) by key</c>, or arg_min or take_any.</summary>
    private ViewShape? FindPick(MaterializedViewSymbol view) =>
        QueryOf(view) is [{ Pipeline: { Source: NameExpression source, Operators: [.., SummarizeOperator { Keys.Count: > 0 } pick] } pipeline }]
        && pipeline.Operators.SkipLast(1).All(step => step is WhereOperator or ProjectOperator)
        && pick.Aggregates is [{ Value: CallExpression { Name: "arg_max" or "arg_min" or "take_any" } call }]
        && catalog.FindFunction(source.Name) is null && catalog.FindMaterializedView(source.Name) is null
        && catalog.FindTable(source.Name) is { } table
            ? new ViewShape(table, pipeline.Operators, pick.Keys.Count, call.Name)
            : null;

    /// <returns>Null when what the view computes depends on more than the row.</returns>
    private WinningRows? WinnersOf(MaterializedViewSymbol view, ViewShape shape, long from, long? to) => Expanding<WinningRows?>(view.Name, () => In(new Scope(null), () =>
    {
        var (sources, parameters) = (_sourcesBound, _parameters.Count);
        var alias = _aliases.Next();
        var range = string.Create(CultureInfo.InvariantCulture, $"rowid >= {from}{(to is null ? "" : $" AND rowid < {to}")}");
        var relation = new Relation(
            _aliases,
            $"(SELECT *, rowid AS arrival FROM {shape.Source.Source} WHERE {range}) AS {alias}",
            [.. shape.Source.Columns.Select((column, i) => new BoundColumn(column.Name, column.Type, $"{alias}.\"{shape.Source.PhysicalColumns[i]}\"", true))])
            .Sorted([$"{alias}.arrival ASC NULLS LAST"]);
        foreach (var step in shape.Operators)
            relation = Apply(step, relation);
        var sql = relation.ToSql();
        if (_sourcesBound != sources || _parameters.Count != parameters || ScalarFunctions.IsVolatile(sql))
            return null;
        Column[] columns = [.. relation.Columns.Select(column => new Column(column.Name, column.Type))];
        var order = shape.Pick switch
        {
            "arg_max" => "DESC",
            "arg_min" => "ASC",
            _ => null,
        };
        return order is not null && columns[shape.KeyCount].Type is KustoType.Guid or KustoType.Dynamic
            ? null
            : new WinningRows(columns, shape.KeyCount, order, sql, relation.Unqualified().ToSql());
    }));

    private static List<QueryStatement> QueryOf(MaterializedViewSymbol view) => [.. SyntaxCache.Script(view.Query).OfType<QueryStatement>()];

    private sealed record ViewShape(TableSymbol Source, IReadOnlyList<Operator> Operators, int KeyCount, string Pick);
}
