namespace LocalKusto.Kql.Types;

/// <summary>
/// A parameter value of a SQL statement: bool, int, long, double, KustoDecimal, string, <see cref="DateTime"/> (UTC),
/// <see cref="TimeSpan"/>, <see cref="Guid"/>, JSON text for <see cref="KustoType.Dynamic"/>, or null.
/// </summary>
public sealed record SqlParameter(KustoType Type, object? Value);
