using System.Text.Json.Serialization;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>
/// A column; <paramref name="Ordinal"/> is the column's number in the order in which a table's columns were added, and is never reused.
/// </summary>
internal sealed record ColumnDefinition(string Name, KustoType Type, int Ordinal, string DocString = "")
{
    /// <summary>DuckDB folds case even in quoted names, Kusto does not, so columns have generated names.</summary>
    [JsonIgnore]
    public string PhysicalName => $"c{Ordinal}";
}
