namespace LocalKusto.Kql.Plan;

/// <summary>An aggregate: its signature, its SQL and the prefix of its column's name.</summary>
/// <param name="Signature">The signature of the arguments without the condition of the <c>if</c> form.</param>
/// <param name="Prefix">The prefix before the first argument's name; null for that name alone.</param>
internal sealed record AggregateFunction(Signature Signature, string? Prefix)
{
    /// <summary>
    /// The SQL: {0}, {1} … are the arguments; {filter} is a FILTER clause or nothing, after each aggregate of the database; {order} the
    /// order of the input, if it has one, as an ORDER BY or nothing.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>The SQL if it depends on the arguments. The filter and the order are the last two strings.</summary>
    public Func<AggregateNode, IReadOnlyList<string>, string, string, string>? Sql { get; init; }

    /// <summary>The names of the form with a condition after the first arguments; null if there is none.</summary>
    public string? ConditionalName { get; init; }

    /// <summary>The number of arguments before the condition.</summary>
    public int ArgumentsBeforeCondition { get; init; } = 1;

    public string Name => Signature.Names[0];
}
