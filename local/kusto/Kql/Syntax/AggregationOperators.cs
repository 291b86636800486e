namespace LocalKusto.Kql.Syntax;

internal sealed record SummarizeOperator(IReadOnlyList<NamedExpression> Aggregates, IReadOnlyList<NamedExpression> Keys, int At)
    : Operator(At);

/// <summary>Selects some rows or, if <paramref name="Of"/> is given, some distinct values.</summary>
internal sealed record SampleOperator(Expression Count, Expression? Of, int At) : Operator(At);

internal sealed record TopHittersOperator(Expression Count, NamedExpression Of, Expression? By, int At) : Operator(At);

internal sealed record MakeSeriesOperator(
    IReadOnlyList<SeriesAggregate> Aggregates, NamedExpression Axis, Expression? From, Expression? To, Expression Step,
        IReadOnlyList<NamedExpression> Keys, bool IsNonEmpty, int At)
    : Operator(At);

internal sealed record SeriesAggregate(NamedExpression Value, Expression? Default);

internal sealed record TopNestedOperator(IReadOnlyList<TopNestedLevel> Levels, int At) : Operator(At);

/// <param name="Count">The number of values to keep for each value of the previous level; null for all values.</param>
/// <param name="Of">The values by which rows are grouped.</param>
/// <param name="Others">The value of the row that represents all other values, or null.</param>
/// <param name="Aggregate">The value by which groups are compared.</param>
/// <param name="IsAscending">Whether the groups with the lowest values are kept.</param>
internal sealed record TopNestedLevel(Expression? Count, NamedExpression Of, Expression? Others, NamedExpression Aggregate,
    bool IsAscending);
