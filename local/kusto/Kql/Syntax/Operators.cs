namespace LocalKusto.Kql.Syntax;

/// <summary>A tabular source followed by operators.</summary>
internal sealed record Pipeline(Expression Source, IReadOnlyList<Operator> Operators, int At) : Node(At);

/// <summary>A tabular operator. <see cref="Node.At"/> is the position of the operator's name.</summary>
internal abstract record Operator(int At) : Node(At);

internal sealed record WhereOperator(Expression Predicate, int At) : Operator(At);

internal sealed record ProjectOperator(string Kind, IReadOnlyList<NamedExpression> Columns, int At) : Operator(At);

/// <param name="Names">Names, name patterns, and arrays of names and patterns.</param>
/// <param name="At">The position of the operator's name.</param>
internal sealed record ProjectByNamesOperator(IReadOnlyList<Expression> Names, int At) : Operator(At);

internal sealed record SortOperator(IReadOnlyList<SortKey> Keys, Expression? Count, int At) : Operator(At);

internal sealed record SortKey(Expression Value, bool IsAscending, bool? NullsFirst);

internal sealed record TakeOperator(Expression Count, int At) : Operator(At);

internal sealed record DistinctOperator(IReadOnlyList<NamedExpression> Columns, int At) : Operator(At);

internal sealed record CountOperator(int At) : Operator(At);

internal sealed record JoinOperator(bool IsLookup, string Kind, Pipeline Right, IReadOnlyList<Expression> Conditions, int At)
    : Operator(At);

internal sealed record UnionOperator(string Kind, string? SourceColumn, bool IsFuzzy, IReadOnlyList<Pipeline> Others, int At)
    : Operator(At);

internal sealed record AsOperator(string Name, int At) : Operator(At);

internal sealed record GetSchemaOperator(int At) : Operator(At);

internal sealed record SerializeOperator(IReadOnlyList<NamedExpression> Columns, int At) : Operator(At);

internal sealed record RenderOperator(string Kind, IReadOnlyDictionary<string, string> Properties, int At) : Operator(At);

internal sealed record InvokeOperator(CallExpression Call, int At) : Operator(At);

internal sealed record SearchOperator(Expression Predicate, IReadOnlyList<string> Tables, bool IsCaseSensitive, int At) : Operator(At)
{
    /// <summary>Whether the operator is part of a search at the start of a query. Such a search has one operator for each table.</summary>
    public bool IsBranch { get; init; }
}
