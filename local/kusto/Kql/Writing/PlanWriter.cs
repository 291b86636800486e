using System.Collections.Immutable;
using System.Globalization;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>Writes a plan as one SELECT statement. The tables that are read several times are defined first, in a WITH clause.</summary>
internal sealed partial class PlanWriter
{
    /// <summary>Characters. The largest SQL of a reasonable query is some ten thousand.</summary>
    private const int MaxLength = 4_000_000;

    /// <summary>Characters of an expression that may be written again instead of reading its column.</summary>
    private const int MaxRepeatable = 256;

    /// <summary>Characters that may be written again in any SELECT.</summary>
    private const int MinRepeated = 256;

    /// <summary>Characters of a column that a SELECT passes on.</summary>
    private const int LengthOfColumn = 15;

    private readonly Dictionary<SharedTable, string> _shared = [];
    private readonly List<string> _with = [];
    private readonly IReadOnlyDictionary<SharedTable, int> _uses;
    private readonly List<SelectQuery> _outer = [];
    private readonly CancellationToken _cancellationToken;
    private int _aliases;
    private bool _isRecursive;

    private PlanWriter(TabularNode root, CancellationToken cancellationToken)
    {
        _uses = SharedTables.Uses(root);
        _cancellationToken = cancellationToken;
    }

    /// <exception cref="QueryTooComplexException">The SQL would be too long, or nested too deeply.</exception>
    public static string Write(TabularNode root, CancellationToken cancellationToken = default)
    {
        var writer = new PlanWriter(root, cancellationToken);
        var query = writer.Select(root);

        // The columns of the result are in the plan's order.
        var ordered = query with { Columns = [.. root.Columns.Select(column => query[column])] };
        var sql = ordered.ToSql();
        return writer._with.Count == 0 ? sql : $"WITH {(writer._isRecursive ? "RECURSIVE " : "")}{string.Join(", ", writer._with)} {sql}";
    }

    /// <summary>Guards the stack, and ends a compilation that is canceled.</summary>
    public void Enter()
    {
        PlanDepth.Guard();
        _cancellationToken.ThrowIfCancellationRequested();
    }

    public void Check(int length)
    {
        if (length > MaxLength)
            throw new QueryTooComplexException();
    }

    /// <summary>The SQL of a column of the input, or of the row that a subquery is for.</summary>
    public string Find(SelectQuery input, PlanColumn column)
    {
        foreach (var query in _outer.Append(input).Reverse())
        {
            foreach (var candidate in query.Columns)
            {
                if (ReferenceEquals(candidate.Column, column))
                    return candidate.Sql;
            }
        }

        throw new InvalidOperationException($"The column {column} is not in the plan's input.");
    }

    public string Scalar(SubqueryNode subquery) => $"({Select(subquery.Query).ToSql()})";

    public string Exists(InQueryNode membership, SelectQuery outer)
    {
        var query = Open(Select(membership.Query));
        _outer.Add(outer);
        try
        {
            var match = new ScalarWriter(this, query).WriteCondition(membership.Match);
            return $"EXISTS (SELECT 1 FROM {query.Source}{Conditions(query.Predicates.Add(match))})";
        }
        finally
        {
            _outer.RemoveAt(_outer.Count - 1);
        }
    }

    /// <summary>Adds a table to the WITH clause, after those that it reads; a recursive one reads itself.</summary>
    public void AddTable(string definition, bool isRecursive)
    {
        _with.Add(definition);
        _isRecursive |= isRecursive;
    }

    private static string Conditions(ImmutableArray<string> predicates) => predicates.IsEmpty ? ""
        : " WHERE " + string.Join(" AND ", predicates);

    public string NextAlias() => string.Create(CultureInfo.InvariantCulture, $"t{++_aliases}");

    public SelectQuery Select(TabularNode node)
    {
        Enter();
        var query = node switch
        {
            ScanNode scan => Scan(scan),
            ValuesNode values => Values(values),
            RangeNode range => Range(range),
            SharedScanNode shared => Shared(shared),
            FilterNode filter => Filter(filter),
            ProjectNode project => Project(project),
            SortNode sort => Sort(sort),
            LimitNode limit => Limit(limit),
            DistinctNode distinct => Distinct(distinct),
            SummarizeNode summarize => Summarize(summarize),
            FirstOfNode first => FirstOf(first),
            FirstRowsNode first => FirstRows(first),
            JoinNode join => Join(join),
            UnionNode union => Union(union),
            ExpandNode expand => Expand(expand),
            SequenceNode sequence => new SequenceWriter(this, sequence).Write(),
            SerializedNode serialized => Select(serialized.Input),
            _ => throw new InvalidOperationException($"There is no SQL for {node.GetType().Name}."),
        };
        Check(query.Source.Length);
        return query;
    }

    public SelectQuery Wrap(SelectQuery query) => query.Wrap(NextAlias());

    /// <summary>A query to which any clause may be added.</summary>
    private SelectQuery Open(SelectQuery query) => query.IsClosed ? Wrap(query) : query;

    /// <summary>
    /// A query whose columns may be read by these expressions. A computed column gets a separate SELECT first if several expressions read
    /// it, so that it is computed once.
    /// </summary>
    private SelectQuery OpenFor(SelectQuery query, IEnumerable<ScalarNode> readers, bool isOpenAlready = false)
    {
        if (query.IsClosed && !isOpenAlready)
            return Wrap(query);
        var computed = query.Columns.Where(column => !column.IsSimple).Select(column => column.Column).ToHashSet();
        return computed.Count > 0 && readers.SelectMany(PlanQueries.Columns).Any(computed.Contains) ? Wrap(query) : query;
    }

    /// <summary>
    /// A query whose columns a SELECT list may read. Short expressions are written once more there if that is shorter than a separate
    /// SELECT of all columns: the database takes longer to plan a nested SELECT than to find equal expressions.
    /// </summary>
    private SelectQuery OpenForList(SelectQuery query, IEnumerable<ScalarNode> values) => query.IsClosed
        || !ComputedReads.CanRepeat(query, values, Math.Max(MinRepeated, query.Columns.Length * LengthOfColumn)) ? Wrap(query) : query;

    /// <summary>A column of the SELECT list that computes <paramref name="value"/> over the input.</summary>
    private static SelectColumn Column(PlanColumn column, ScalarNode value, string sql, SelectQuery input) =>
        new(column, sql, IsSimple(value, input))
        {
            IsRepeatable = IsRepeatable(value, sql, input),
            IsCheap = ComputedReads.IsCheap(value, input),
        };

    private static bool IsRepeatable(ScalarNode node, string sql, SelectQuery input) => node is ColumnNode column
        ? input.Columns.Any(candidate => ReferenceEquals(candidate.Column, column.Column) && candidate.IsRepeatable)
        : sql.Length <= MaxRepeatable && !PlanQueries.HasWindow(node) && !PlanQueries.HasAggregate(node) && !PlanQueries.IsVolatile(node)
            && !PlanQueries.Subqueries(node).Any() && !PlanQueries.Columns(node).Any(read => input.Columns.Any(candidate =>
                ReferenceEquals(candidate.Column, read) && candidate is { IsSimple: false, IsRepeatable: false }));

    private static bool IsSimple(ScalarNode node, SelectQuery input) => node switch
    {
        ConstantNode => true,
        ColumnNode column => input.Columns.Any(candidate => ReferenceEquals(candidate.Column, column.Column) && candidate.IsSimple),
        _ => false,
    };
}
