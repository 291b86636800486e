using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>A table of the database: its Kusto schema, and the name of the DuckDB table that contains its rows.</summary>
internal sealed record TableDefinition(
    Guid Id,
    string Name,
    string PhysicalName,
    ImmutableArray<ColumnDefinition> Columns,
    int NextOrdinal,
    string Folder = "",
    string DocString = "")
{
    /// <summary>The columns in Kusto's short form, <c>a:int,b:string</c>.</summary>
    [JsonIgnore]
    public string CslSchema => string.Join(',', Columns.Select(column => $"{EntityName.Quote(column.Name)}:{column.Type.CslName()}"));

    /// <summary>Returns each column's position in the DuckDB table, where new columns are always last.</summary>
    public int[] StorageOrder()
    {
        var ordinals = Columns.Select(column => column.Ordinal).Order().ToArray();
        return [.. Columns.Select(column => Array.BinarySearch(ordinals, column.Ordinal))];
    }

    public ColumnDefinition? FindColumn(string name) => Columns.FirstOrDefault(column => column.Name == name);

    public TableSymbol ToSymbol() => new(
        Name,
        [.. Columns.Select(column => new Column(column.Name, column.Type))],
        PhysicalName,
        [.. Columns.Select(column => column.PhysicalName)]);
}
