using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>
/// Converts the columns in the data folder of an older engine to the current types. Older engines stored times as TIMESTAMP, in
/// microseconds, and decimals as DECIMAL. Writes are part of the caller's transaction.
/// </summary>
internal static class StorageUpgrade
{
    public static void Apply(DuckDbConnection connection, KustoCatalog catalog)
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
            $"SELECT data_type FROM duckdb_columns() WHERE table_name = '{table}' AND column_name = '{column}'");
        return reader.Read() ? reader.GetString(0)
            : throw new InvalidDataException($"The column {column} of the table {table} is in the catalog, but not in the data file.");
    }
}
