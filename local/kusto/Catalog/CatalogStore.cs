using System.Text.Json;
using System.Text.Json.Serialization;
using LocalKusto.DuckDb;

namespace LocalKusto.Catalog;

/// <summary>
/// Stores the catalog in the database file: one row per entity, with the entity's definition as JSON. Writes are part of the caller's
/// transaction.
/// </summary>
internal static class CatalogStore
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public static void CreateTables(DuckDbConnection connection) => connection.Execute(
        """
        CREATE TABLE IF NOT EXISTS catalog_entities (kind VARCHAR NOT NULL, key VARCHAR NOT NULL, definition VARCHAR NOT NULL);
        CREATE SEQUENCE IF NOT EXISTS catalog_table_numbers;
        """);

    public static KustoCatalog Load(DuckDbConnection connection, string databaseName)
    {
        var catalog = new KustoCatalog(databaseName);
        using var reader = connection.ExecuteReader("SELECT kind, definition FROM catalog_entities");
        while (reader.Read())
            catalog = With(catalog, reader.GetString(0), reader.GetString(1));
        return catalog;
    }

    /// <summary>Returns a name that has never been used for a DuckDB table.</summary>
    public static string NextPhysicalTableName(DuckDbConnection connection)
    {
        using var reader = connection.ExecuteReader("SELECT nextval('catalog_table_numbers')");
        return reader.Read() ? $"t{reader.GetInt64(0)}" : throw new InvalidDataException("The sequence of table numbers is empty.");
    }

    public static void Put<T>(DuckDbConnection connection, string key, T definition)
    {
        Remove<T>(connection, key);
        using var insert = connection.Prepare("INSERT INTO catalog_entities VALUES ($1, $2, $3)");
        insert.Bind(1, typeof(T).Name);
        insert.Bind(2, key);
        insert.Bind(3, JsonSerializer.Serialize(definition, Json));
        insert.Execute();
    }

    public static void Remove<T>(DuckDbConnection connection, string key)
    {
        using var delete = connection.Prepare("DELETE FROM catalog_entities WHERE kind = $1 AND key = $2");
        delete.Bind(1, typeof(T).Name);
        delete.Bind(2, key);
        delete.Execute();
    }

    private static KustoCatalog With(KustoCatalog catalog, string kind, string definition) => kind switch
    {
        nameof(TableDefinition) => catalog.With(Read<TableDefinition>(definition)),
        nameof(FunctionDefinition) => catalog.With(Read<FunctionDefinition>(definition)),
        nameof(MaterializedViewDefinition) => catalog.With(Read<MaterializedViewDefinition>(definition)),
        nameof(MappingDefinition) => catalog.With(Read<MappingDefinition>(definition)),
        nameof(PolicyDefinition) => catalog.With(Read<PolicyDefinition>(definition)),
        _ => throw new InvalidDataException(
            $"The catalog contains a {kind}, which this version does not support. A newer version wrote the data folder."),
    };

    private static T Read<T>(string definition) =>
        JsonSerializer.Deserialize<T>(definition, Json) ?? throw new InvalidDataException($"A {typeof(T).Name} in the catalog is empty.");
}
