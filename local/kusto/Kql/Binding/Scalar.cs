namespace LocalKusto.Kql.Binding;

/// <summary>
/// A bound scalar: its type and its SQL. <paramref name="Constant"/> is the value where the compiler knows it.
/// A simple one (a column, a parameter, a literal) may be written twice without being computed twice.
/// </summary>
internal sealed record Scalar(KustoType Type, string Sql, bool IsSimple = false, object? Constant = null, bool IsNullable = true)
{
    /// <summary>A null that the compiler knows to be one: of a literal, or given for a parameter.</summary>
    public bool IsNullConstant { get; init; }

    /// <summary>Null where the compiler does not know. A string is never null; its empty value is "".</summary>
    public bool? IsEmpty => this switch
    {
        { Constant: string text } => text.Length == 0,
        { Constant: not null } => false,
        { IsNullConstant: true } => true,
        _ => null,
    };
}
