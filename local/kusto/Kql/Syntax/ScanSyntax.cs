namespace LocalKusto.Kql.Syntax;

/// <param name="MatchId">The name of the column for the sequence number, or <c>null</c> for no such column.</param>
/// <param name="Keys">The keys by which rows are partitioned. Each partition is scanned separately.</param>
/// <param name="Order">The order of the scan. If the list is empty, the order of the input is used.</param>
/// <param name="Declared">The columns that steps can assign, with their default values.</param>
/// <param name="Steps">The steps. There is at least one step.</param>
/// <param name="At">The position in the text.</param>
internal sealed record ScanOperator(
    string? MatchId, IReadOnlyList<Expression> Keys, IReadOnlyList<SortKey> Order, IReadOnlyList<Parameter> Declared,
        IReadOnlyList<ScanStep> Steps, int At)
    : Operator(At);

/// <param name="Name">The name by which conditions and assignments refer to the step's latest row.</param>
/// <param name="IsOptional">Whether a sequence can omit the step.</param>
/// <param name="Output">The rows of the step that the result includes: <c>all</c>, <c>last</c> or <c>none</c>.</param>
/// <param name="Condition">The condition under which a row matches the step.</param>
/// <param name="Assignments">The values of declared columns for a matching row.</param>
/// <param name="At">The position in the text.</param>
internal sealed record ScanStep(string Name, bool IsOptional, string Output, Expression Condition,
    IReadOnlyList<NamedExpression> Assignments, int At) : Node(At);
