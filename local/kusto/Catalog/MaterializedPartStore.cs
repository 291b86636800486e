using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Catalog;

/// <summary>
/// The tables of materialized portions. Changes belong to the caller's transaction, except those of <see cref="DropIndexes"/> and
/// <see cref="CreateIndexes"/>, which end with a checkpoint.
/// </summary>
internal static class MaterializedPartStore
{
    /// <summary>Fewer deleted rows than this do not slow down a scan.</summary>
    private const long MinDeleted = 50_000;

    /// <summary>The number of rows, none of them in the view, after which their position is stored. A restart reads fewer again.</summary>
    private const long MaxUnstored = 100_000;

    public static void CreateProgressTable(DuckDbConnection connection) => connection.Execute(
        "CREATE TABLE IF NOT EXISTS catalog_materialized (part VARCHAR NOT NULL, rows BIGINT NOT NULL)");

    /// <summary>Returns the portion with its stored position in the source.</summary>
    public static MaterializedPartDefinition Load(DuckDbConnection connection, MaterializedPartDefinition part)
    {
        var rows = Number(connection, $"SELECT rows FROM catalog_materialized WHERE part = '{part.PhysicalName}'");
        return part with { Rows = rows, StoredRows = rows };
    }

    /// <summary>Creates an empty portion.</summary>
    public static MaterializedPartDefinition Create(DuckDbConnection connection, string view, ViewMaintenance maintenance)
    {
        var part = new MaterializedPartDefinition(view, CatalogStore.NextPhysicalTableName(connection), maintenance.Source,
            maintenance.Definition);
        CreateTable(connection, part, maintenance);
        return part;
    }

    /// <summary>
    /// Copies the portion to another table without the space of deleted rows, if there are at least 50,000 of these and their ratio to the
    /// other rows is at least <paramref name="share"/>; otherwise returns null. The former table exists until <see cref="Drop"/>. It must
    /// not have been written to in this transaction, since such rows have other numbers.
    /// </summary>
    public static MaterializedPartDefinition? Compact(
        DuckDbConnection connection, MaterializedPartDefinition part, ViewMaintenance maintenance, double share)
    {
        var rows = RowCount(connection, part.PhysicalName);
        var deleted = Number(connection, $"SELECT coalesce(max(rowid) + 1, 0) FROM {part.PhysicalName}") - rows;
        if (deleted < Math.Max(MinDeleted, rows * share))
            return null;
        var compact = part with { PhysicalName = CatalogStore.NextPhysicalTableName(connection) };
        CreateTable(connection, compact, maintenance);
        connection.Execute($"INSERT INTO {compact.PhysicalName} FROM {part.PhysicalName}");
        return compact;
    }

    public static void Drop(DuckDbConnection connection, MaterializedPartDefinition part) => connection.Execute(
        $"DROP TABLE {part.PhysicalName}; DELETE FROM catalog_materialized WHERE part = '{part.PhysicalName}'");

    /// <summary>
    /// Drops the indexes of portions after DuckDB has replayed its log, before anything uses them. DuckDB 1.5.6 keeps the replayed changes
    /// of an index until its first use, and the checkpoint on close before that saves the index without them: its rows are no longer found,
    /// and the next change of one of them terminates the process (duckdb/duckdb, pull requests 23848 and 25771).
    /// </summary>
    public static void DropIndexes(DuckDbConnection connection)
    {
        var drops = Texts(connection, "SELECT 'DROP INDEX ' || index_name FROM duckdb_indexes()");
        connection.InTransaction(_ => drops.Sum(connection.Execute));
        connection.Execute("CHECKPOINT");
    }

    /// <summary>Creates the missing indexes of portions.</summary>
    public static void CreateIndexes(DuckDbConnection connection, IEnumerable<MaterializedPartDefinition> parts)
    {
        var missing = parts.Where(part => part.IncrementalView?.KeyCount == 1).Select(part => part.PhysicalName)
            .Except(Texts(connection, "SELECT table_name FROM duckdb_indexes()"), StringComparer.Ordinal).ToList();
        missing.ForEach(table => CreateIndex(connection, table));
        if (missing.Count > 0)
            connection.Execute("CHECKPOINT");
    }

    /// <summary>Adds the rows of the source up to number <paramref name="to"/> to the portion.</summary>
    /// <returns>
    /// The portion. Unless its <see cref="MaterializedPartDefinition.StoredRows"/> has changed, the transaction has nothing to commit: the
    /// view has no row of the new ones, and they are few.
    /// </returns>
    public static MaterializedPartDefinition Refresh(DuckDbConnection connection, MaterializedPartDefinition part,
        ViewMaintenance maintenance, long to)
    {
        if (to <= part.Rows)
            return part;
        connection.Execute(maintenance.RefreshSql(part.Rows, to));
        if (RowCount(connection, "temp.refreshed") == 0 && to - part.StoredRows < MaxUnstored)
            return part with { Rows = to };
        var keys = maintenance.CanLookUp(to - part.Rows) ? Texts(connection, maintenance.RefreshedKeysSql) : null;
        connection.Execute(maintenance.MergeSql(part.PhysicalName, keys));
        using var progress = connection.Prepare("UPDATE catalog_materialized SET rows = $1 WHERE part = $2");
        progress.Bind(1, to);
        progress.Bind(2, part.PhysicalName);
        progress.Execute();
        return part with { Rows = to, StoredRows = to };
    }

    public static long RowCount(DuckDbConnection connection, string table) => Number(connection, $"SELECT count(*) FROM {table}");

    private static void CreateTable(DuckDbConnection connection, MaterializedPartDefinition part, ViewMaintenance maintenance)
    {
        var columns = maintenance.Columns.Select((column, i) => $"c{i} {column.Type.DuckDbName()}");
        connection.Execute($"CREATE TABLE {part.PhysicalName} ({string.Join(", ", columns)})");
        if (maintenance.KeyCount == 1)
            CreateIndex(connection, part.PhysicalName);
        connection.Execute($"INSERT INTO catalog_materialized VALUES ('{part.PhysicalName}', {part.Rows})");
    }

    /// <summary>The index finds the one row of a key without a scan. DuckDB does not use an index of several columns for lookups.</summary>
    private static void CreateIndex(DuckDbConnection connection, string table) =>
        connection.Execute($"CREATE INDEX {table}_key ON {table} (c0)");

    private static List<string> Texts(DuckDbConnection connection, string sql)
    {
        List<string> texts = [];
        using var reader = connection.ExecuteReader(sql);
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }

    private static long Number(DuckDbConnection connection, string sql)
    {
        using var reader = connection.ExecuteReader(sql);
        return reader.Read() ? reader.GetInt64(0) : throw new InvalidDataException($"No number came of: {sql}");
    }
}
