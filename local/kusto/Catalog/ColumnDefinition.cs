using System.Text.Json.Serialization;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>
/// A column of a table. The columns are numbered by <paramref name="Ordinal"/> in the order in which they were added. The number of a
/// deleted column is never reused.
/// </summary>
internal sealed record ColumnDefinition(string Name, KustoType Type, int Ordinal, string DocString = "")
{
    /// <summary>
    /// The column's generated name in DuckDB. Kusto's names are case-sensitive, but DuckDB's names are not, even when they are quoted.
    /// </summary>
    [JsonIgnore]
    public string PhysicalName => $"c{Ordinal}";
}
