namespace LocalKusto.Kql.Syntax;

internal sealed record PartitionOperator(Expression By, IReadOnlyList<Operator> Steps, int At) : Operator(At);

internal sealed record ForkOperator(IReadOnlyList<ForkBranch> Branches, int At) : Operator(At);

internal sealed record ForkBranch(string? Name, IReadOnlyList<Operator> Steps);

internal sealed record FacetOperator(IReadOnlyList<string> Columns, IReadOnlyList<Operator>? With, int At) : Operator(At);
