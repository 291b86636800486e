using System.Text.Json.Serialization;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>
/// A column; <paramref name="Ordinal"/> numbers those of a table in the order in which they were added and is never given twice.
/// </summary>
internal sealed record ColumnDefinition(string Name, KustoType Type, int Ordinal, string DocString = "")
{
    /// <summary>DuckDB folds case even in quoted names, Kusto does not: hence names of our own.</summary>
    [JsonIgnore]
    public string PhysicalName => $"c{Ordinal}";
}
