using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Writing;

namespace LocalKusto.Kql.Views;

/// <summary>
/// A view whose rows can be kept up to date: <c>Table | where/extend/project … | summarize arg_max(v, …), arg_min(w, …), … by keys</c>.
/// Each pick keeps the values of one of two rows of a key, independently of earlier rows, so that newer rows are merged into stored rows.
/// The value that decides a pick is the first of its columns.
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

    /// <summary>The leading columns, which identify a row of the view.</summary>
    public int KeyCount => _summarize.Keys.Count;

    public IReadOnlyList<IncrementalPick> Picks { get; }

    /// <summary>Null for a plan of another shape, or one whose rows depend on more than a row of its source.</summary>
    public static IncrementalView? From(TabularNode plan)
    {
        if (plan is not SummarizeNode { Keys.Count: > 0, Aggregates.Count: > 0 } summarize || FindSource(summarize) is not { } source)
            return null;
        var view = summarize.Aggregates.All(aggregate => aggregate.Value is PickNode) ? new IncrementalView(summarize, source) : null;
        return view is not null && view.Picks.All(pick => pick.By is not null || view.Picks.Count == 1) ? view : null;
    }

    /// <summary>
    /// The SQL of the view over the source's rows from <paramref name="from"/> inclusive to <paramref name="to"/> exclusive; null: to the
    /// end.
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
    /// The SQL of the source's rows from <paramref name="from"/> inclusive to <paramref name="to"/> exclusive, not summarized yet: the
    /// keys, then the arguments of the view's aggregates.
    /// </summary>
    public string KeyedRowsSql(long from, long to) => PlanWriter.Write(new ProjectNode(Rows(from, to), KeyedRows()));

    /// <summary>The SQL of the view over <paramref name="keyedRows"/>, a relation of <see cref="KeyedRowsSql"/>.</summary>
    /// <param name="keyedRows">A subquery of keyed rows.</param>
    /// <param name="areKeysUnique">Whether each row has a unique key: then it is a row of the view, and no rows are compared.</param>
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
    /// The one table at the end of a chain of filters and projections; null for other operators or values that vary between calls.
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

    /// <summary>The same rows with their positions in the source, the order of arrival.</summary>
    private static TabularNode WithArrival(TabularNode node, PlanColumn arrival, string source) => node switch
    {
        ScanNode scan => new ScanNode(source, [.. scan.Columns, arrival], [.. scan.PhysicalColumns, Arrival]),
        FilterNode filter => new FilterNode(WithArrival(filter.Input, arrival, source), filter.Predicate),
        _ => new ProjectNode(WithArrival(node.Inputs[0], arrival, source),
            [.. ((ProjectNode)node).Assignments, new Assignment(arrival, new ColumnNode(arrival))]),
    };
}

/// <summary>Columns of an incremental view that one row provides.</summary>
/// <param name="By">The column that decides which row; null for the row that arrived first.</param>
/// <param name="Type">The type of that column.</param>
/// <param name="IsMax">Whether the greatest value is chosen.</param>
/// <param name="Columns">The numbers of the columns.</param>
internal sealed record IncrementalPick(int? By, KustoType? Type, bool IsMax, IReadOnlyList<int> Columns)
{
    /// <summary>Whether the values of a later row replace an earlier one's; the first of equal values stays. Null for never.</summary>
    public string? ReplacesSql(string later, string earlier) => By is null ? null : $"{Rank(later)} {(IsMax ? ">" : "<")} {Rank(earlier)}";

    /// <summary>
    /// A null loses against any value: it counts as one beyond all others. (For a real it has the same rank as the infinity, or NaN.)
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
