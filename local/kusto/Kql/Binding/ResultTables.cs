using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Splits a statement that ends with <c>fork</c> or <c>facet</c> into one query per result table. The queries have the same input.
/// </summary>
internal static class ResultTables
{
    public static IEnumerable<QueryStatement> From(QueryStatement statement)
    {
        var pipeline = statement.Pipeline;
        return pipeline.Operators switch
        {
            [.., ForkOperator fork] => fork.Branches.Select(branch =>
                Query(branch.Name is { } name ? [.. branch.Steps, new AsOperator(name, fork.At)] : branch.Steps)),
            [.., FacetOperator facet] => (facet.With is { } steps ? [steps] : Array.Empty<IReadOnlyList<Operator>>())
                .Concat(facet.Columns.Select(column => Counts(facet, column))).Select(Query),
            _ => [statement],
        };

        QueryStatement Query(IReadOnlyList<Operator> steps) =>
            statement with { Pipeline = pipeline with { Operators = [.. pipeline.Operators.SkipLast(1), .. steps] } };
    }

    /// <summary>Returns the operators that count the rows for each value of a column.</summary>
    private static IReadOnlyList<Operator> Counts(FacetOperator facet, string column) =>
    [
        new SummarizeOperator(
            [new NamedExpression($"count_{column}", new CallExpression("count", [], facet.At))],
                [new NamedExpression(null, new NameReference(column, facet.At))], facet.At),
    ];
}
