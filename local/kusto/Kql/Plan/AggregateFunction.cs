namespace LocalKusto.Kql.Plan;

/// <summary>An aggregation function: its signature, its SQL and the prefix of its default column name.</summary>
/// <param name="Signature">The signature without the condition of the <c>if</c> variant.</param>
/// <param name="Prefix">The prefix before the first argument's name, or <c>null</c> if the default name has no prefix.</param>
internal sealed record AggregateFunction(Signature Signature, string? Prefix)
{
    /// <summary>
    /// The SQL template. {0}, {1} and so on are the arguments. {filter}, after each DuckDB aggregate, is a FILTER clause or empty. {order}
    /// is an ORDER BY clause with the order of the input, or empty.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>
    /// Creates the SQL for functions whose SQL depends on the arguments. The delegate's last two parameters are the filter and the order.
    /// </summary>
    public Func<AggregateNode, IReadOnlyList<string>, string, string, string>? Sql { get; init; }

    /// <summary>The name of the variant with a condition, or <c>null</c> if the function has no such variant.</summary>
    public string? ConditionalName { get; init; }

    /// <summary>The number of arguments before the condition.</summary>
    public int ArgumentsBeforeCondition { get; init; } = 1;

    public string Name => Signature.Names[0];
}
