namespace LocalKusto.Kql.Plan;

/// <summary>
/// A typed tabular expression: rows with <see cref="Columns"/>. The expression is immutable, so a rewriting rule creates a new expression.
/// </summary>
internal abstract record TabularNode(IReadOnlyList<PlanColumn> Columns)
{
    /// <summary>The expressions from which the rows are computed. Every traversal of a plan reads this property.</summary>
    /// <exception cref="QueryTooComplexException">The traversal is too deep for the stack.</exception>
    public IReadOnlyList<TabularNode> Inputs
    {
        get
        {
            PlanDepth.Guard();
            return Sources;
        }
    }

    /// <summary>The value of <see cref="Inputs"/>.</summary>
    protected virtual IReadOnlyList<TabularNode> Sources => [];

    /// <summary>The scalar expressions that this expression evaluates.</summary>
    public virtual IReadOnlyList<ScalarNode> Scalars => [];

    /// <summary>Returns this expression with other <see cref="Inputs"/> and <see cref="Scalars"/>.</summary>
    public virtual TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => this;
}

/// <summary>A column and its value, which is computed or is an unchanged column of the input.</summary>
internal readonly record struct Assignment(PlanColumn Column, ScalarNode Value);

/// <summary>The rows of a DuckDB relation. <see cref="TabularNode.Columns"/> can omit columns that the query does not read.</summary>
/// <param name="Source">The SQL of the relation.</param>
/// <param name="Columns">The columns that are read.</param>
/// <param name="PhysicalColumns">The names of the read columns in the relation.</param>
/// <param name="Name">The name of the table in KQL.</param>
internal sealed record ScanNode(string Source, IReadOnlyList<PlanColumn> Columns, IReadOnlyList<string> PhysicalColumns,
    string? Name = null)
    : TabularNode(Columns);

/// <summary>Rows with constant values.</summary>
internal sealed record ValuesNode(IReadOnlyList<PlanColumn> Columns, IReadOnlyList<IReadOnlyList<ScalarNode>> Rows) : TabularNode(Columns)
{
    /// <summary>One row without columns, which is the input of <c>print</c>.</summary>
    public static readonly ValuesNode One = new([], [[]]);

    public override IReadOnlyList<ScalarNode> Scalars => [.. Rows.SelectMany(row => row)];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) =>
        Columns.Count == 0 ? this : this with { Rows = [.. scalars.Chunk(Columns.Count)] };
}

/// <summary>
/// Values from <paramref name="From"/> to <paramref name="To"/>, inclusive. The step has the type of the column, except that the step of
/// datetimes is a timespan.
/// </summary>
internal sealed record RangeNode(PlanColumn Column, ScalarNode From, ScalarNode To, ScalarNode Step) : TabularNode([Column])
{
    public override IReadOnlyList<ScalarNode> Scalars => [From, To, Step];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) =>
        this with { From = scalars[0], To = scalars[1], Step = scalars[2] };
}

/// <summary>A read of a <see cref="SharedTable"/>. Each read has its own column objects.</summary>
internal sealed record SharedScanNode(SharedTable Table, IReadOnlyList<PlanColumn> Columns) : TabularNode(Columns);

/// <summary>The rows of the input for which the predicate is true.</summary>
internal sealed record FilterNode(TabularNode Input, ScalarNode Predicate) : TabularNode(Input.Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars => [Predicate];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) =>
        new FilterNode(inputs[0], scalars[0]);
}

/// <summary>One row per row of the input, with the columns of <paramref name="Assignments"/>.</summary>
internal sealed record ProjectNode(TabularNode Input, IReadOnlyList<Assignment> Assignments)
    : TabularNode([.. Assignments.Select(assignment => assignment.Column)])
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars => [.. Assignments.Select(assignment => assignment.Value)];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) =>
        new ProjectNode(inputs[0], [.. Assignments.Zip(scalars, (assignment, value) => assignment with { Value = value })]);

    /// <summary>Selects columns, in the specified order.</summary>
    public static TabularNode Select(TabularNode input, IEnumerable<PlanColumn> columns) =>
        new ProjectNode(input, [.. columns.Select(column => new Assignment(column, new ColumnNode(column)))]);
}

/// <summary>Sorts the rows. Later operators preserve the order unless their result has no order.</summary>
internal sealed record SortNode(TabularNode Input, IReadOnlyList<SortTerm> Terms) : TabularNode(Input.Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars => [.. Terms.Select(term => term.Value)];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) =>
        new SortNode(inputs[0], [.. Terms.Zip(scalars, (term, value) => term with { Value = value })]);
}

/// <summary>A value by which rows are sorted.</summary>
internal readonly record struct SortTerm(ScalarNode Value, bool IsAscending, bool NullsFirst);

/// <summary>The first rows of the input, in the order of the input if the input is ordered.</summary>
internal sealed record LimitNode(TabularNode Input, ScalarNode Count) : TabularNode(Input.Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars => [Count];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) =>
        new LimitNode(inputs[0], scalars[0]);
}

/// <summary>The rows of the input without duplicates.</summary>
internal sealed record DistinctNode(TabularNode Input) : TabularNode(Input.Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => new DistinctNode(inputs[0]);
}

/// <summary>One row per group of equal keys. Without keys, the result is one row, even if the input is empty.</summary>
internal sealed record SummarizeNode(TabularNode Input, IReadOnlyList<Assignment> Keys, IReadOnlyList<Assignment> Aggregates)
    : TabularNode([.. Keys.Concat(Aggregates).Select(assignment => assignment.Column)])
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars => [.. Keys.Concat(Aggregates).Select(assignment => assignment.Value)];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => new SummarizeNode(
        inputs[0],
        [.. Keys.Select((key, i) => key with { Value = scalars[i] })],
        [.. Aggregates.Select((aggregate, i) => aggregate with { Value = scalars[Keys.Count + i] })]);
}

/// <summary>
/// The first row of each group of equal keys, in the order of <paramref name="By"/>, or in the order of the input if <paramref name="By"/>
/// is <c>null</c>.
/// </summary>
internal sealed record FirstOfNode(TabularNode Input, IReadOnlyList<Assignment> Keys, SortTerm? By, IReadOnlyList<Assignment> Picked)
    : TabularNode([.. Keys.Concat(Picked).Select(assignment => assignment.Column)])
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars =>
        [.. Keys.Concat(Picked).Select(assignment => assignment.Value), .. By is { } by ? [by.Value] : Array.Empty<ScalarNode>()];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => new FirstOfNode(
        inputs[0],
        [.. Keys.Select((key, i) => key with { Value = scalars[i] })],
        By is { } by ? by with { Value = scalars[^1] } : null,
        [.. Picked.Select((picked, i) => picked with { Value = scalars[Keys.Count + i] })]);
}

/// <summary>
/// The first rows of each group of equal keys, in the order of <paramref name="Terms"/>, or any rows if there are no terms.
/// </summary>
internal sealed record FirstRowsNode(TabularNode Input, IReadOnlyList<ScalarNode> Keys, IReadOnlyList<SortTerm> Terms, ScalarNode Count)
    : TabularNode(Input.Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars => [.. Keys, .. Terms.Select(term => term.Value), Count];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => new FirstRowsNode(
        inputs[0], [.. scalars.Take(Keys.Count)], [.. Terms.Select((term, i) => term with { Value = scalars[Keys.Count + i] })],
            scalars[^1]);
}

/// <param name="Left">The left rows.</param>
/// <param name="Right">The right rows.</param>
/// <param name="Kind">The kind of join, which determines the rows of the result.</param>
/// <param name="Pairs">The keys that must be equal. Null matches null.</param>
/// <param name="Assignments">The columns of the result.</param>
internal sealed record JoinNode(
    TabularNode Left, TabularNode Right, JoinKind Kind, IReadOnlyList<KeyPair> Pairs, IReadOnlyList<Assignment> Assignments)
    : TabularNode([.. Assignments.Select(assignment => assignment.Column)])
{
    protected override IReadOnlyList<TabularNode> Sources => [Left, Right];

    public override IReadOnlyList<ScalarNode> Scalars =>
        [.. Pairs.SelectMany(pair => new[] { pair.Left, pair.Right }), .. Assignments.Select(assignment => assignment.Value)];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => this with
    {
        Left = inputs[0],
        Right = inputs[1],
        Pairs = [.. Pairs.Select((_, i) => new KeyPair(scalars[2 * i], scalars[(2 * i) + 1]))],
        Assignments = [.. Assignments.Select((assignment, i) => assignment with { Value = scalars[(2 * Pairs.Count) + i] })],
    };
}

/// <summary>A value from each side of a join. Rows match if the values of all pairs are equal.</summary>
internal readonly record struct KeyPair(ScalarNode Left, ScalarNode Right);

/// <summary>The kind of a join, as in the parameter <c>kind</c> of the operator <c>join</c>.</summary>
internal enum JoinKind
{
    InnerUnique,
    Inner,
    LeftOuter,
    RightOuter,
    FullOuter,
    LeftSemi,
    RightSemi,
    LeftAnti,
    RightAnti,
}

/// <summary>The rows of all branches. The values of each branch are in the order of <paramref name="Columns"/>.</summary>
internal sealed record UnionNode(IReadOnlyList<PlanColumn> Columns, IReadOnlyList<UnionBranch> Branches) : TabularNode(Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [.. Branches.Select(branch => branch.Input)];

    public override IReadOnlyList<ScalarNode> Scalars => [.. Branches.SelectMany(branch => branch.Values)];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => this with
    {
        Branches = [.. inputs.Select((input, i) => new UnionBranch(input, [.. scalars.Skip(i * Columns.Count).Take(Columns.Count)]))],
    };
}

/// <summary>An input of a union, and its values for the columns of the union.</summary>
internal readonly record struct UnionBranch(TabularNode Input, IReadOnlyList<ScalarNode> Values);

/// <summary>
/// One row per element of dynamic values. Several values are expanded in parallel, and shorter values are padded with nulls.
/// </summary>
/// <param name="Input">The rows with the dynamic values.</param>
/// <param name="Columns">The columns of the result.</param>
/// <param name="PassThrough">The columns of the input that the result includes.</param>
/// <param name="Elements">The columns of the elements, with the dynamic values that are expanded.</param>
/// <param name="Index">The column for the 0-based index of the element, or <c>null</c> if the query does not request the index.</param>
/// <param name="Limit">The maximum number of elements per row, or <c>null</c> for no limit.</param>
/// <param name="BagAsArray">Whether an element of a bag becomes an array with key and value instead of a bag.</param>
internal sealed record ExpandNode(
    TabularNode Input, IReadOnlyList<PlanColumn> Columns, IReadOnlyList<PlanColumn> PassThrough, IReadOnlyList<Assignment> Elements,
        PlanColumn? Index, ScalarNode? Limit, bool BagAsArray)
    : TabularNode(Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars =>
        [.. Elements.Select(element => element.Value), .. Limit is null ? Array.Empty<ScalarNode>() : [Limit]];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => this with
    {
        Input = inputs[0],
        Elements = [.. Elements.Select((element, i) => element with { Value = scalars[i] })],
        Limit = Limit is null ? null : scalars[^1],
    };
}

/// <summary>Declares the rows of the input as ordered (<c>serialize</c>).</summary>
internal sealed record SerializedNode(TabularNode Input) : TabularNode(Input.Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override TabularNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars) => new SerializedNode(inputs[0]);
}
