using System.Text.Json;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>Upgrades the database file of an older engine. Writes are part of the caller's transaction.</summary>
internal static class StorageUpgrade
{
    /// <summary>
    /// Drops materialized parts, which older engines stored in the same file as the tables. The engine builds them again later.
    /// </summary>
    public static void DropParts(DuckDbConnection connection)
    {
        List<string> tables = [];
        using (var parts = connection.ExecuteReader("SELECT definition FROM catalog_entities WHERE kind = 'MaterializedPartDefinition'"))
        {
            while (parts.Read())
            {
                using var part = JsonDocument.Parse(parts.GetString(0));
                tables.Add(part.RootElement.GetProperty("PhysicalName").GetString()!);
            }
        }

        tables.ForEach(table => connection.Execute($"DROP TABLE {table}"));
        connection.Execute(
            "DELETE FROM catalog_entities WHERE kind = 'MaterializedPartDefinition'; DROP TABLE IF EXISTS catalog_materialized");
    }

    /// <summary>
    /// Converts columns to the current types. Older engines stored times as TIMESTAMP, in microseconds, and decimals as DECIMAL.
    /// </summary>
    public static void ConvertColumns(DuckDbConnection connection, KustoCatalog catalog)
    {
        foreach (var table in catalog.Tables.Values)
        {
            foreach (var column in table.Columns.Where(column => column.Type is KustoType.DateTime or KustoType.Decimal))
            {
                var name = column.PhysicalName;
                var conversion = StoredType(connection, table.PhysicalName, name) switch
                {
                    "TIMESTAMP" => $"(epoch_us({name}) + 62135596800000000) * 10",
                    var stored when stored.StartsWith("DECIMAL", StringComparison.Ordinal) => $"kql_todecimal_string({name}::VARCHAR)",
                    _ => null,
                };
                if (conversion is not null)
                    connection.Execute(
                        $"ALTER TABLE {table.PhysicalName} ALTER COLUMN {name} TYPE {column.Type.DuckDbName()} USING {conversion}");
            }
        }
    }

    private static string StoredType(DuckDbConnection connection, string table, string column)
    {
        using var reader = connection.ExecuteReader(
            "SELECT data_type FROM duckdb_columns() "
            + $"WHERE database_name = current_database() AND table_name = '{table}' AND column_name = '{column}'");
        return reader.Read() ? reader.GetString(0)
            : throw new InvalidDataException($"The column {column} of the table {table} is in the catalog, but not in the data file.");
    }
}
