namespace LatamFunctions.Kusto;

/// <summary>A query for several keys, which returns the same rows as one query per key.</summary>
/// <param name="Text">KQL with one parameter: <see cref="Parameter"/>.</param>
/// <param name="Parameter">The name of the parameter with the keys, a dynamic array of strings.</param>
/// <param name="Column">The column of the result that contains the key.</param>
public sealed record KeyedQuery(string Text, string Parameter, string Column);
