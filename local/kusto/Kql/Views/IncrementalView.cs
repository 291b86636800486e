using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Writing;

namespace LocalKusto.Kql.Views;

/// <summary>
/// A view that can be maintained incrementally: <c>Table | where/extend/project … | summarize arg_max(v, …), arg_min(w, …), … by keys</c>.
/// For two rows with the same key, each pick selects the values of one row, without reading other rows. New rows can therefore be merged
/// into stored rows. The first column of a pick is the value by which the pick selects the row.
/// </summary>
internal sealed class IncrementalView
{
    private const string Arrival = "arrival";

    private readonly SummarizeNode _summarize;
    private readonly ScanNode _source;
    private readonly PlanColumn _arrival = new(Arrival, KustoType.Long);
    private readonly List<PlanColumn> _keyColumns;

    private IncrementalView(SummarizeNode summarize, ScanNode source)
    {
        _summarize = summarize;
        _source = source;
        _keyColumns = [.. summarize.Keys.Select(key => new PlanColumn(key.Column.Name, key.Column.Type))];
        Picks = [.. Enumerable.Range(0, summarize.Aggregates.Count)
            .GroupBy(i => ((PickNode)summarize.Aggregates[i].Value).Pick.Number)
            .Select(group => ToPick([.. group.Select(i => i + summarize.Keys.Count)]))];
    }

    /// <summary>The relation that the view reads.</summary>
    public string Source => _source.Source;

    public IReadOnlyList<PlanColumn> Columns => _summarize.Columns;

    /// <summary>The number of leading columns that identify a row of the view.</summary>
    public int KeyCount => _summarize.Keys.Count;

    public IReadOnlyList<IncrementalPick> Picks { get; }

    /// <summary>
    /// Creates the view, or returns <c>null</c> if the plan cannot be maintained incrementally, for example because a value does not depend
    /// on the source row alone.
    /// </summary>
    public static IncrementalView? From(TabularNode plan)
    {
        if (plan is not SummarizeNode { Keys.Count: > 0, Aggregates.Count: > 0 } summarize || FindSource(summarize) is not { } source)
            return null;
        var view = summarize.Aggregates.All(aggregate => aggregate.Value is PickNode) ? new IncrementalView(summarize, source) : null;
        return view is not null && view.Picks.All(pick => pick.By is not null || view.Picks.Count == 1) ? view : null;
    }

    /// <summary>
    /// Returns the SQL for the view over the source's rows from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).
    /// If <paramref name="to"/> is <c>null</c>, all following rows are included.
    /// </summary>
    public string RowsSql(long from, long? to)
    {
        var rows = Rows(from, to);
        var ordered = new SortNode(rows, [new SortTerm(new ColumnNode(_arrival), true, false)]);
        TabularNode summarized = Picks is [{ By: null }]
            ? new FirstOfNode(ordered, _summarize.Keys, null,
                [.. _summarize.Aggregates.Select(aggregate => aggregate with { Value = ((PickNode)aggregate.Value).Value })])
            : Picks.Count == 1
                ? SinglePicks.Apply(new SummarizeNode(ordered, _summarize.Keys, _summarize.Aggregates))
                : new SummarizeNode(rows, _summarize.Keys, _summarize.Aggregates);
        return PlanWriter.Write(summarized);
    }

    /// <summary>
    /// Returns the SQL that computes the keys, and the arguments of the view's aggregates, for the source's rows from
    /// <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive). The rows are not summarized.
    /// </summary>
    public string KeyedRowsSql(long from, long to) => PlanWriter.Write(new ProjectNode(Rows(from, to), KeyedRows()));

    /// <summary>Returns the SQL that summarizes the rows of <see cref="KeyedRowsSql"/>.</summary>
    /// <param name="keyedRows">A relation with the rows of <see cref="KeyedRowsSql"/>.</param>
    /// <param name="areKeysUnique">
    /// Whether each row has a unique key. If so, each row is already a row of the view and is not compared with other rows.
    /// </param>
    public string SummarizedSql(string keyedRows, bool areKeysUnique)
    {
        var columns = KeyedRows().ConvertAll(assignment => assignment.Column);
        var scan = new ScanNode(keyedRows, columns, [.. columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"c{i}"))]);
        var keys = _summarize.Keys.Select((key, i) => key with { Value = new ColumnNode(columns[i]) }).ToList();
        return PlanWriter.Write(areKeysUnique
            ? new ProjectNode(scan, [.. keys, .. _summarize.Aggregates.Select(
                aggregate => aggregate with { Value = ((PickNode)aggregate.Value).Value })])
            : new SummarizeNode(scan, keys, _summarize.Aggregates));
    }

    private List<Assignment> KeyedRows() =>
        [.. _keyColumns.Select((column, i) => new Assignment(column, _summarize.Keys[i].Value)),
            .. _summarize.Input.Columns.Select(column => new Assignment(column, new ColumnNode(column)))];

    private TabularNode Rows(long from, long? to)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"rowid >= {from}{(to is null ? "" : $" AND rowid < {to}")}");
        return WithArrival(_summarize.Input, _arrival, $"(SELECT *, rowid AS {Arrival} FROM {Source} WHERE {range})");
    }

    private IncrementalPick ToPick(IReadOnlyList<int> columns)
    {
        var pick = ((PickNode)_summarize.Aggregates[columns[0] - _summarize.Keys.Count].Value).Pick;
        return new IncrementalPick(pick.By is null ? null : columns[0], pick.Type, pick.IsMax, columns);
    }

    /// <summary>
    /// Returns the source table of a chain of filters and projections, or <c>null</c> if the chain contains other operators or volatile
    /// values.
    /// </summary>
    private static ScanNode? FindSource(SummarizeNode summarize)
    {
        for (TabularNode node = summarize; ; node = node.Inputs[0])
        {
            if (node is ScanNode scan)
                return scan.Name is null ? null : scan;
            if (node is not (FilterNode or ProjectNode or SummarizeNode) || (node is SummarizeNode && node != summarize))
                return null;
            if (node.Scalars.Any(scalar => PlanQueries.IsVolatile(scalar) || PlanQueries.HasWindow(scalar) || PlanQueries.Subqueries(scalar)
                .Any()))
                return null;
        }
    }

    /// <summary>Adds a column with the position of each row in the source. The positions are in the order of arrival.</summary>
    private static TabularNode WithArrival(TabularNode node, PlanColumn arrival, string source) => node switch
    {
        ScanNode scan => new ScanNode(source, [.. scan.Columns, arrival], [.. scan.PhysicalColumns, Arrival]),
        FilterNode filter => new FilterNode(WithArrival(filter.Input, arrival, source), filter.Predicate),
        _ => new ProjectNode(WithArrival(node.Inputs[0], arrival, source),
            [.. ((ProjectNode)node).Assignments, new Assignment(arrival, new ColumnNode(arrival))]),
    };
}

/// <summary>The columns of an incremental view whose values are from the same row.</summary>
/// <param name="By">The index of the column that selects the row, or <c>null</c> to select the row that arrived first.</param>
/// <param name="Type">The type of the column <paramref name="By"/>.</param>
/// <param name="IsMax">Whether the row with the greatest value is selected.</param>
/// <param name="Columns">The indexes of the columns.</param>
internal sealed record IncrementalPick(int? By, KustoType? Type, bool IsMax, IReadOnlyList<int> Columns)
{
    /// <summary>
    /// Returns the SQL condition for a later row to replace an earlier row, or <c>null</c> if a later row never replaces an earlier row. If
    /// the values are equal, the earlier row remains.
    /// </summary>
    public string? ReplacesSql(string later, string earlier) => By is null ? null : $"{Rank(later)} {(IsMax ? ">" : "<")} {Rank(earlier)}";

    /// <summary>
    /// Returns the SQL for a rank in which null comes after all values, so that any value replaces null. For a real, null has the same rank
    /// as NaN (arg_min) or negative infinity (arg_max).
    /// </summary>
    private string Rank(string row)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{row}.c{By}");
        var sign = IsMax ? "-" : "";
        return Type switch
        {
            KustoType.String => value,
            KustoType.Real when !IsMax => $"coalesce({value}, 'nan'::DOUBLE)",
            KustoType.Real => $"coalesce({value}, '-inf'::DOUBLE)",
            KustoType.Bool or KustoType.Int => $"coalesce({value}::BIGINT, {sign}9223372036854775807)",
            KustoType.Decimal => $"coalesce({value}, '{(IsMax ? "" : "~")}')",
            _ => $"coalesce({value}::HUGEINT, {sign}170141183460469231731687303715884105727)",
        };
    }
}
