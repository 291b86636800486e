namespace LocalKusto.Kql.Syntax;

internal sealed record SummarizeOperator(IReadOnlyList<NamedExpression> Aggregates, IReadOnlyList<NamedExpression> Keys, int At)
    : Operator(At);

/// <summary>The operator <c>sample</c> or, if <paramref name="Of"/> is not <c>null</c>, <c>sample-distinct</c>.</summary>
internal sealed record SampleOperator(Expression Count, Expression? Of, int At) : Operator(At);

internal sealed record TopHittersOperator(Expression Count, NamedExpression Of, Expression? By, int At) : Operator(At);

internal sealed record MakeSeriesOperator(
    IReadOnlyList<SeriesAggregate> Aggregates, NamedExpression Axis, Expression? From, Expression? To, Expression Step,
        IReadOnlyList<NamedExpression> Keys, bool IsNonEmpty, int At)
    : Operator(At);

internal sealed record SeriesAggregate(NamedExpression Value, Expression? Default);

internal sealed record TopNestedOperator(IReadOnlyList<TopNestedLevel> Levels, int At) : Operator(At);

/// <param name="Count">The number of values to select per value of the previous level, or <c>null</c> for all values.</param>
/// <param name="Of">The values by which rows are grouped.</param>
/// <param name="Others">
/// The value in the row that represents all other values, or <c>null</c> if the query does not request this row.
/// </param>
/// <param name="Aggregate">The value by which groups are compared.</param>
/// <param name="IsAscending">Whether the groups with the lowest values are selected.</param>
internal sealed record TopNestedLevel(Expression? Count, NamedExpression Of, Expression? Others, NamedExpression Aggregate,
    bool IsAscending);
