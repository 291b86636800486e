namespace LocalKusto.Kql.Types;

/// <summary>A column of a table or a result. Names are case-sensitive, as in Kusto.</summary>
public sealed record Column(string Name, KustoType Type);
