namespace LocalKusto.Kql.Syntax;

/// <param name="MatchId">The name of the column of the sequence's number, or null.</param>
/// <param name="Keys">The rows with equal keys are scanned apart.</param>
/// <param name="Order">The order of the scan; empty for that of the input.</param>
/// <param name="Declared">The columns that the steps assign, with the values that they have otherwise.</param>
/// <param name="Steps">The steps, at least one.</param>
/// <param name="At">The position in the text.</param>
internal sealed record ScanOperator(
    string? MatchId, IReadOnlyList<Expression> Keys, IReadOnlyList<SortKey> Order, IReadOnlyList<Parameter> Declared,
        IReadOnlyList<ScanStep> Steps, int At)
    : Operator(At);

/// <param name="Name">The name by which conditions and assignments read the step's latest row.</param>
/// <param name="IsOptional">Whether a sequence may leave the step out.</param>
/// <param name="Output">all, last or none: which rows of the step are in the result.</param>
/// <param name="Condition">The condition of a row that matches the step.</param>
/// <param name="Assignments">Values of declared columns for a row that matches.</param>
/// <param name="At">The position in the text.</param>
internal sealed record ScanStep(string Name, bool IsOptional, string Output, Expression Condition,
    IReadOnlyList<NamedExpression> Assignments, int At) : Node(At);
