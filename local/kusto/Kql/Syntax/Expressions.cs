using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>A scalar or tabular expression.</summary>
internal abstract record Expression(int At) : Node(At);

internal sealed record LiteralExpression(KustoType Type, object? Value, int At) : Expression(At);

internal sealed record NameReference(string Name, int At) : Expression(At);

internal sealed record StarExpression(int At) : Expression(At);

internal sealed record MemberExpression(Expression Target, string Name, int At) : Expression(At);

internal sealed record IndexExpression(Expression Target, Expression Index, int At) : Expression(At);

internal sealed record CallExpression(string Name, IReadOnlyList<Argument> Arguments, int At) : Expression(At);

internal sealed record UnaryExpression(string Operator, Expression Operand, int At) : Expression(At);

internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right, int At) : Expression(At);

internal sealed record BetweenExpression(Expression Value, Expression Low, Expression High, bool IsNegated, int At) : Expression(At);

internal sealed record InExpression(Expression Value, string Operator, IReadOnlyList<Expression> Items, int At) : Expression(At);

/// <summary>A tabular expression that is used as an operand or an argument.</summary>
internal sealed record PipelineExpression(Pipeline Pipeline, int At) : Expression(At);

internal sealed record DataTableExpression(IReadOnlyList<Column> Columns, IReadOnlyList<Expression> Values, int At) : Expression(At);

internal sealed record RangeExpression(string Name, Expression From, Expression To, Expression Step, int At) : Expression(At);

internal sealed record PrintExpression(IReadOnlyList<NamedExpression> Columns, int At) : Expression(At);

internal sealed record UnionExpression(UnionOperator Operator, int At) : Expression(At);

internal sealed record SearchExpression(SearchOperator Operator, int At) : Expression(At);

/// <param name="SourceColumn">The name of the column that contains the table name.</param>
/// <param name="Tables">The tables. An empty list means all tables.</param>
/// <param name="Predicate">The condition, in which a string without an operator is a search term.</param>
/// <param name="Columns">
/// The columns of the result and their types. If the list is empty, the predicate and the tables determine the columns.
/// </param>
/// <param name="At">The position of the first character.</param>
internal sealed record FindExpression(
    string SourceColumn, IReadOnlyList<Pipeline> Tables, Expression Predicate, IReadOnlyList<(string Name, KustoType? Type)> Columns,
        int At) : Expression(At);

/// <summary>An argument of a call, optionally named.</summary>
internal sealed record Argument(string? Name, Expression Value);

/// <summary><c>name = expression</c>, or an expression whose name the binder generates.</summary>
internal sealed record NamedExpression(string? Name, Expression Value, string? Order = null)
{
    /// <summary>The names in <c>(name, …) = expression</c>, or <c>null</c> for other expressions.</summary>
    public IReadOnlyList<string>? Names { get; init; }
}
