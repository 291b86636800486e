using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>A typed scalar expression. The expression is immutable, so a rewriting rule creates a new expression.</summary>
internal abstract record ScalarNode(KustoType Type)
{
    /// <summary>Whether the value can be null. A string is never null, but can be empty.</summary>
    public abstract bool IsNullable { get; }

    /// <summary>The expressions from which this expression is computed. Every traversal of an expression reads this property.</summary>
    /// <exception cref="QueryTooComplexException">The traversal is too deep for the stack.</exception>
    public IReadOnlyList<ScalarNode> Children
    {
        get
        {
            PlanDepth.Guard();
            return Operands;
        }
    }

    /// <summary>The value of <see cref="Children"/>.</summary>
    protected virtual IReadOnlyList<ScalarNode> Operands => [];

    /// <summary>Returns this expression with other <see cref="Children"/>.</summary>
    public virtual ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) => this;
}

/// <summary>
/// A constant: a literal, or the value of a query parameter, which is inserted into the SQL when the query is executed.
/// <see cref="SqlParameter"/> describes the types of values.
/// </summary>
internal sealed record ConstantNode : ScalarNode
{
    public static readonly ConstantNode True = new(KustoType.Bool, true);
    public static readonly ConstantNode False = new(KustoType.Bool, false);

    private readonly object? _value;
    private readonly ParameterReads? _reads;

    /// <param name="parameter">The 1-based number of the query parameter, or <c>null</c> for a literal.</param>
    /// <param name="reads">Records reads of a query parameter's value.</param>
    public ConstantNode(KustoType type, object? value, int? parameter = null, ParameterReads? reads = null) : base(type) =>
        (_value, Parameter, _reads) = (value, parameter, reads);

    public int? Parameter { get; }

    /// <summary>The object that records reads of the value, or <c>null</c> for a literal.</summary>
    public ParameterReads? Reads => _reads;

    public object? Value
    {
        get
        {
            if (Parameter is { } number)
                _reads?.Add(number);
            return _value;
        }
    }

    public override bool IsNullable => _value is null;

    public static ConstantNode From(bool value) => value ? True : False;

    public static ConstantNode From(long value) => new(KustoType.Long, value);

    public static ConstantNode From(string value) => new(KustoType.String, value);

    /// <summary>Returns the null value of a type, which is an empty string for the type string.</summary>
    public static ConstantNode Null(KustoType type) => new(type, type == KustoType.String ? "" : null);
}

/// <summary>A type that is used as an argument, such as <c>typeof(long)</c>.</summary>
internal sealed record TypeNode(KustoType Named) : ScalarNode(KustoType.String)
{
    public override bool IsNullable => false;
}

/// <summary>The value of a column in the current row.</summary>
internal sealed record ColumnNode(PlanColumn Column) : ScalarNode(Column.Type)
{
    public override bool IsNullable => Type != KustoType.String;
}

/// <summary>A call to a function or an operator. The arguments have the types of the parameters.</summary>
internal sealed record CallNode(ScalarFunction Function, IReadOnlyList<ScalarNode> Arguments, KustoType Type) : ScalarNode(Type)
{
    /// <inheritdoc/>
    /// <exception cref="QueryTooComplexException">The result depends on arguments that are nested too deeply for the stack.</exception>
    public override bool IsNullable
    {
        get
        {
            PlanDepth.Guard();
            return Function.IsNullable(this);
        }
    }

    protected override IReadOnlyList<ScalarNode> Operands => Arguments;

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) => this with { Arguments = children };
}

/// <summary>
/// The result of <c>toscalar()</c>: the value in the first column of the first row, or null if the query returns no rows.
/// </summary>
internal sealed record SubqueryNode(TabularNode Query) : ScalarNode(Query.Columns[0].Type)
{
    public override bool IsNullable => Type != KustoType.String;
}

/// <summary>Tests whether the first column of any row in <paramref name="Query"/> equals the value.</summary>
internal sealed record InQueryNode(ScalarNode Value, TabularNode Query, ScalarNode Match) : ScalarNode(KustoType.Bool)
{
    public override bool IsNullable => false;

    protected override IReadOnlyList<ScalarNode> Operands => [Value, Match];

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) => this with { Value = children[0], Match = children[1] };
}

/// <summary>An aggregate over the rows of a group, in the expressions of a <see cref="SummarizeNode"/>.</summary>
internal sealed record AggregateNode(AggregateFunction Function, IReadOnlyList<ScalarNode> Arguments, ScalarNode? Predicate,
    KustoType Type) : ScalarNode(Type)
{
    public override bool IsNullable => Type != KustoType.String;

    protected override IReadOnlyList<ScalarNode> Operands => Predicate is null ? Arguments : [.. Arguments, Predicate];

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) =>
        Predicate is null ? this with { Arguments = children }
            : this with { Arguments = [.. children.SkipLast(1)], Predicate = children[^1] };
}

/// <summary>A value from the row that <paramref name="Pick"/> selects in a group.</summary>
internal sealed record PickNode(Pick Pick, ScalarNode Value) : ScalarNode(Value.Type)
{
    public override bool IsNullable => Type != KustoType.String;

    protected override IReadOnlyList<ScalarNode> Operands => Pick.By is null ? [Value] : [Value, Pick.By];

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) =>
        new PickNode(Pick.By is null ? Pick : Pick with { By = children[1] }, children[0]);
}

/// <summary>
/// The selection of one row of a group: the row with the greatest or least value of <paramref name="By"/> (arg_max, arg_min), or any row if
/// <paramref name="By"/> is <c>null</c>. All values of a pick are from the same row.
/// </summary>
internal sealed record Pick(int Number, ScalarNode? By, bool IsMax)
{
    /// <summary>The type of the value by which the row is selected, or <c>null</c> if any row can be selected.</summary>
    public KustoType? Type => By?.Type;
}

/// <summary>A function that reads neighboring rows, in the order of the input, such as row_number() and prev().</summary>
internal sealed record WindowNode(WindowFunction Function, IReadOnlyList<ScalarNode> Arguments, KustoType Type) : ScalarNode(Type)
{
    public override bool IsNullable => Type != KustoType.String;

    protected override IReadOnlyList<ScalarNode> Operands => Arguments;

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) => this with { Arguments = children };
}
