using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Removes columns that are not read, and the expressions that compute these columns. DuckDB also removes such columns, but only after it
/// has bound and planned all of them. For example, a view of flights has 70 columns, of which a query reads only a few.
/// </summary>
internal sealed class ColumnPruning
{
    /// <summary>The columns that are read. One set is sufficient for the whole plan, because columns are compared by reference.</summary>
    private readonly HashSet<PlanColumn> _read = [];
    private readonly HashSet<SharedTable> _visited = [];
    private readonly List<SharedTable> _tables = [];
    private readonly Dictionary<SharedTable, SharedTable> _narrowed = [];

    private ColumnPruning()
    {
    }

    /// <summary>Returns a plan with the same rows and all columns of <paramref name="root"/>.</summary>
    public static TabularNode Apply(TabularNode root)
    {
        var columns = new ColumnPruning();
        columns._read.UnionWith(root.Columns);
        columns.FindTables(root);
        columns.Read(root);

        // A table is processed after all its readers, because the columns that they read must be known.
        for (var i = columns._tables.Count - 1; i >= 0; i--)
            columns.Read(columns._tables[i].Plan);
        return columns.Narrow(root);
    }

    /// <summary>Finds the shared tables. Each table comes after the tables that it reads.</summary>
    private void FindTables(TabularNode node)
    {
        if (node is SharedScanNode { Table: var table } && _visited.Add(table))
        {
            FindTables(table.Plan);
            _tables.Add(table);
        }

        foreach (var input in node.Inputs.Concat(node.Scalars.SelectMany(PlanQueries.Subqueries)))
            FindTables(input);
    }

    private void Read(TabularNode node)
    {
        PlanDepth.Guard();
        switch (node)
        {
            case ProjectNode project:
                Read(project.Assignments.Where(IsRead).Select(assignment => assignment.Value));
                break;
            case UnionNode union:
                foreach (var branch in union.Branches)
                    Read(branch.Values.Where((_, i) => _read.Contains(union.Columns[i])));
                break;
            case JoinNode join:
                Read(join.Pairs.SelectMany(pair => new[] { pair.Left, pair.Right })
                    .Concat(join.Assignments.Where(IsRead).Select(assignment => assignment.Value)));
                break;
            case SummarizeNode summarize:
                _read.UnionWith(summarize.Keys.Select(key => key.Column));

                // At least one aggregate is retained, because an aggregation without keys returns a row only if it has an aggregate.
                if (summarize.Keys.Count == 0 && summarize.Aggregates.Count > 0 && !summarize.Aggregates.Any(IsRead))
                    _read.Add(summarize.Aggregates[0].Column);
                Read(summarize.Keys.Concat(summarize.Aggregates.Where(IsRead)).Select(assignment => assignment.Value));
                break;
            case FirstOfNode first:
                _read.UnionWith(first.Keys.Select(key => key.Column));
                Read(first.Keys.Concat(first.Picked.Where(IsRead)).Select(assignment => assignment.Value)
                    .Concat(first.By is { } by ? [by.Value] : []));
                break;
            case ExpandNode expand:
                _read.UnionWith(expand.Elements.Select(element => element.Column));
                Read(expand.Scalars);
                break;
            case SequenceNode sequence:
                Read(sequence);
                break;
            case SharedScanNode scan:
                _read.UnionWith(scan.Table.Plan.Columns.Where((_, i) => _read.Contains(scan.Columns[i])));
                break;
            case DistinctNode or ValuesNode or RangeNode:
                _read.UnionWith(node.Columns);
                Read(node.Scalars);
                break;
            default:
                Read(node.Scalars);
                break;
        }

        foreach (var input in node.Inputs)
            Read(input);
    }

    private void Read(IEnumerable<ScalarNode> scalars)
    {
        foreach (var scalar in scalars)
            Read(scalar);
    }

    private void Read(ScalarNode scalar)
    {
        PlanDepth.Guard();
        if (scalar is ColumnNode { Column: var column })
            _read.Add(column);
        Read(scalar.Children);
        if (scalar is SubqueryNode { Query: var value })
            ReadFirst(value);
        else if (scalar is InQueryNode { Query: var values })
            ReadFirst(values);
    }

    /// <summary>Records the columns that the steps read. A read of a step's latest row is also a read of the input.</summary>
    private void Read(SequenceNode sequence)
    {
        Read(sequence.Scalars);
        foreach (var step in sequence.Steps)
            _read.UnionWith(step.State.Where(column => _read.Contains(column.Latest)).Select(column => column.Row));
    }

    private void ReadFirst(TabularNode query)
    {
        _read.Add(query.Columns[0]);
        Read(query);
    }

    private bool IsRead(Assignment assignment) => _read.Contains(assignment.Column);

    private TabularNode Narrow(TabularNode node)
    {
        PlanDepth.Guard();
        return node switch
        {
            ScanNode scan => scan with
            {
                Columns = [.. scan.Columns.Where(_read.Contains)],
                PhysicalColumns = [.. scan.PhysicalColumns.Where((_, i) => _read.Contains(scan.Columns[i]))],
            },
            SharedScanNode scan => Narrow(scan),
            ProjectNode project => new ProjectNode(Narrow(project.Input), Narrow(project.Assignments.Where(IsRead))),
            SummarizeNode summarize => new SummarizeNode(Narrow(summarize.Input), Narrow(summarize.Keys),
                Narrow(summarize.Aggregates.Where(IsRead))),
            FirstOfNode first => new FirstOfNode(Narrow(first.Input), Narrow(first.Keys),
                first.By is { } by ? by with { Value = Narrow(by.Value) } : null, Narrow(first.Picked.Where(IsRead))),
            JoinNode join => new JoinNode(Narrow(join.Left), Narrow(join.Right), join.Kind,
                [.. join.Pairs.Select(pair => new KeyPair(Narrow(pair.Left), Narrow(pair.Right)))], Narrow(join.Assignments.Where(IsRead))),
            UnionNode union => new UnionNode([.. union.Columns.Where(_read.Contains)],
                [.. union.Branches.Select(branch => new UnionBranch(Narrow(branch.Input),
                    [.. branch.Values.Where((_, i) => _read.Contains(union.Columns[i])).Select(Narrow)]))]),
            ExpandNode expand => new ExpandNode(Narrow(expand.Input), [.. expand.Columns.Where(_read.Contains)],
                [.. expand.PassThrough.Where(_read.Contains)], Narrow(expand.Elements), expand.Index,
                expand.Limit is { } limit ? Narrow(limit) : null, expand.BagAsArray),
            SequenceNode sequence => sequence.With([Narrow(sequence.Input)], [.. sequence.Scalars.Select(Narrow)]) with
            {
                Columns = [.. sequence.Columns.Where(_read.Contains)],
            },
            _ => node.With([.. node.Inputs.Select(Narrow)], [.. node.Scalars.Select(Narrow)]),
        };
    }

    /// <summary>Returns the scan with all remaining columns of the table, including columns that only other readers need.</summary>
    private SharedScanNode Narrow(SharedScanNode scan)
    {
        var columns = new Dictionary<PlanColumn, PlanColumn>();
        foreach (var (column, own) in scan.Table.Plan.Columns.Zip(scan.Columns))
            columns[column] = own;
        var table = Narrow(scan.Table);
        return new SharedScanNode(table, [.. table.Plan.Columns.Select(column => columns[column])]);
    }

    private SharedTable Narrow(SharedTable table)
    {
        if (!_narrowed.TryGetValue(table, out var narrowed))
            _narrowed[table] = narrowed = new SharedTable(table.Name, Narrow(table.Plan)) { IsMaterialized = table.IsMaterialized };
        return narrowed;
    }

    private IReadOnlyList<Assignment> Narrow(IEnumerable<Assignment> assignments) =>
        [.. assignments.Select(assignment => assignment with { Value = Narrow(assignment.Value) })];

    private ScalarNode Narrow(ScalarNode node)
    {
        PlanDepth.Guard();
        switch (node)
        {
            case SubqueryNode subquery:
                return subquery with { Query = Narrow(subquery.Query) };
            case InQueryNode membership:
                node = membership with { Query = Narrow(membership.Query) };
                break;
        }

        if (node.Children.Count == 0)
            return node;
        ScalarNode[] children = [.. node.Children.Select(Narrow)];
        return node.Children.SequenceEqual(children, ReferenceEqualityComparer.Instance) ? node : node.WithChildren(children);
    }
}
