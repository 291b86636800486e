namespace LocalKusto.Kql.Binding;

/// <summary>
/// A bound scalar: its type and its SQL. <paramref name="Constant"/> is the value where the compiler knows it.
/// A simple one (a column, a parameter, a literal) may be written twice without being computed twice.
/// </summary>
internal sealed record Scalar(KustoType Type, string Sql, bool IsSimple = false, object? Constant = null, bool IsNullable = true);
