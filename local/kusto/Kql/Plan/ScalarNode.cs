using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>A typed scalar expression. Immutable; a rewriting makes another one.</summary>
internal abstract record ScalarNode(KustoType Type)
{
    /// <summary>Whether a row can have a null here. A string is never null: its empty value is "".</summary>
    public abstract bool IsNullable { get; }

    /// <summary>The expressions that this one is computed from. Every walk over an expression passes here.</summary>
    /// <exception cref="QueryTooComplexException">The walk is too deep for the stack.</exception>
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

    /// <summary>This expression over other <see cref="Children"/>.</summary>
    public virtual ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) => this;
}

/// <summary>
/// A value that is known before a row is read: a literal, or the value given for a query parameter, which is written into the
/// SQL when the query is executed. The value has the type that <see cref="SqlParameter"/> describes.
/// </summary>
internal sealed record ConstantNode : ScalarNode
{
    public static readonly ConstantNode True = new(KustoType.Bool, true);
    public static readonly ConstantNode False = new(KustoType.Bool, false);

    private readonly object? _value;
    private readonly ParameterReads? _reads;

    /// <param name="type">The type.</param>
    /// <param name="value">The value.</param>
    /// <param name="parameter">The number of the query parameter, from 1; null for a literal.</param>
    /// <param name="reads">Notes who reads the value of a query parameter.</param>
    public ConstantNode(KustoType type, object? value, int? parameter = null, ParameterReads? reads = null) : base(type) =>
        (_value, Parameter, _reads) = (value, parameter, reads);

    public int? Parameter { get; }

    /// <summary>The record of the value's reads; null for a literal.</summary>
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

    /// <summary>The null of a type; the empty text for a string.</summary>
    public static ConstantNode Null(KustoType type) => new(type, type == KustoType.String ? "" : null);
}

/// <summary>The name of a type as an argument, as in <c>typeof(long)</c>.</summary>
internal sealed record TypeNode(KustoType Named) : ScalarNode(KustoType.String)
{
    public override bool IsNullable => false;
}

internal sealed record ColumnNode(PlanColumn Column) : ScalarNode(Column.Type)
{
    public override bool IsNullable => Type != KustoType.String;
}

/// <summary>
/// A call of a function or an operator, which are entries of the same table. The arguments have the types of its parameters.
/// </summary>
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

/// <summary><c>toscalar()</c>: the first column of the first row, null if there is none.</summary>
internal sealed record SubqueryNode(TabularNode Query) : ScalarNode(Query.Columns[0].Type)
{
    public override bool IsNullable => Type != KustoType.String;
}

/// <summary>Whether the first column of some row of <paramref name="Query"/> equals the value.</summary>
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

/// <summary>A value of the one row of a group that <paramref name="Pick"/> chooses.</summary>
internal sealed record PickNode(Pick Pick, ScalarNode Value) : ScalarNode(Value.Type)
{
    public override bool IsNullable => Type != KustoType.String;

    protected override IReadOnlyList<ScalarNode> Operands => Pick.By is null ? [Value] : [Value, Pick.By];

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) =>
        new PickNode(Pick.By is null ? Pick : Pick with { By = children[1] }, children[0]);
}

/// <summary>
/// The row with the greatest or least value (arg_max, arg_min), or any row (<paramref name="By"/> null). All values of a pick are of one
/// row.
/// </summary>
internal sealed record Pick(int Number, ScalarNode? By, bool IsMax)
{
    /// <summary>Whether the extreme itself is a result, so that the values are compared by it when a view is refreshed.</summary>
    public KustoType? Type => By?.Type;
}

/// <summary>A function of the rows around a row, in the order of the input, such as row_number() and prev().</summary>
internal sealed record WindowNode(WindowFunction Function, IReadOnlyList<ScalarNode> Arguments, KustoType Type) : ScalarNode(Type)
{
    public override bool IsNullable => Type != KustoType.String;

    protected override IReadOnlyList<ScalarNode> Operands => Arguments;

    public override ScalarNode WithChildren(IReadOnlyList<ScalarNode> children) => this with { Arguments = children };
}
