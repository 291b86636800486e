using System.Collections.Immutable;
using System.Globalization;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>Writes a plan as one SELECT statement. Tables that are read several times are defined in a WITH clause.</summary>
internal sealed partial class PlanWriter
{
    /// <summary>The maximum length of the SQL in characters. A large query has tens of thousands of characters.</summary>
    private const int MaxLength = 4_000_000;

    /// <summary>
    /// The maximum length in characters of an expression that can be repeated in the SQL instead of being read from a column.
    /// </summary>
    private const int MaxRepeatable = 256;

    /// <summary>The number of characters that can be repeated in every SELECT, regardless of its number of columns.</summary>
    private const int MinRepeated = 256;

    /// <summary>The approximate length in characters of a column in a SELECT list.</summary>
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
        _uses = SharedTableUsage.Uses(root);
        _cancellationToken = cancellationToken;
    }

    /// <exception cref="QueryTooComplexException">The SQL would be too long, or nested too deeply.</exception>
    public static string Write(TabularNode root, CancellationToken cancellationToken = default)
    {
        var writer = new PlanWriter(root, cancellationToken);
        var query = writer.Select(root);

        // The columns of the result must be in the order of the plan.
        var ordered = query with { Columns = [.. root.Columns.Select(column => query[column])] };
        var sql = ordered.ToSql();
        return writer._with.Count == 0 ? sql : $"WITH {(writer._isRecursive ? "RECURSIVE " : "")}{string.Join(", ", writer._with)} {sql}";
    }

    /// <summary>Limits the depth of the stack and ends a canceled compilation.</summary>
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

    /// <summary>Returns the SQL for a column of the input or, in a subquery, for a column of the outer row.</summary>
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

    /// <summary>
    /// Adds a table to the WITH clause. Tables that this table reads must be added first. A recursive table reads itself.
    /// </summary>
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
            _ => throw new InvalidOperationException($"The node {node.GetType().Name} cannot be written as SQL."),
        };
        Check(query.Source.Length);
        return query;
    }

    public SelectQuery Wrap(SelectQuery query) => query.Wrap(NextAlias());

    /// <summary>Returns a query to which any clause can be added.</summary>
    private SelectQuery Open(SelectQuery query) => query.IsClosed ? Wrap(query) : query;

    /// <summary>
    /// Returns a query whose columns these expressions can read. If an expression reads a computed column, the column is computed in a
    /// separate SELECT, so that the computation is not repeated.
    /// </summary>
    private SelectQuery OpenFor(SelectQuery query, IEnumerable<ScalarNode> readers, bool isOpenAlready = false)
    {
        if (query.IsClosed && !isOpenAlready)
            return Wrap(query);
        var computed = query.Columns.Where(column => !column.IsSimple).Select(column => column.Column).ToHashSet();
        return computed.Count > 0 && readers.SelectMany(PlanQueries.Columns).Any(computed.Contains) ? Wrap(query) : query;
    }

    /// <summary>
    /// Returns a query whose columns a SELECT list can read. Short expressions are repeated if the repetition is shorter than a separate
    /// SELECT of all columns, because DuckDB takes longer to plan a nested SELECT than to find equal expressions.
    /// </summary>
    private SelectQuery OpenForList(SelectQuery query, IEnumerable<ScalarNode> values) => query.IsClosed
        || !ComputedReads.CanRepeat(query, values, Math.Max(MinRepeated, query.Columns.Length * LengthOfColumn)) ? Wrap(query) : query;

    /// <summary>Returns a column of the SELECT list that computes <paramref name="value"/> from the input.</summary>
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
