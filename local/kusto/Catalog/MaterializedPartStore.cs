using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Catalog;

/// <summary>
/// The DuckDB tables of materialized parts. Changes are part of the caller's transaction, except for <see cref="DropIndexes"/> and
/// <see cref="CreateIndexes"/>, which end with a checkpoint.
/// </summary>
internal static class MaterializedPartStore
{
    /// <summary>The minimum number of deleted rows for compaction. Fewer deleted rows do not slow down a scan.</summary>
    private const long MinDeleted = 50_000;

    /// <summary>
    /// The number of new source rows at which the position is stored even if the view selects none of these rows. This limits the number of
    /// rows that are read again after a restart.
    /// </summary>
    private const long MaxUnstored = 100_000;

    public static void CreateProgressTable(DuckDbConnection connection) => connection.Execute(
        "CREATE TABLE IF NOT EXISTS catalog_materialized (part VARCHAR NOT NULL, rows BIGINT NOT NULL)");

    /// <summary>Returns the part with its stored position in the source.</summary>
    public static MaterializedPartDefinition Load(DuckDbConnection connection, MaterializedPartDefinition part)
    {
        var rows = Number(connection, $"SELECT rows FROM catalog_materialized WHERE part = '{part.PhysicalName}'");
        return part with { Rows = rows, StoredRows = rows };
    }

    /// <summary>Creates an empty part.</summary>
    public static MaterializedPartDefinition Create(DuckDbConnection connection, string view, ViewMaintenance maintenance)
    {
        var part = new MaterializedPartDefinition(view, CatalogStore.NextPhysicalTableName(connection), maintenance.Source,
            maintenance.Definition);
        CreateTable(connection, part, maintenance);
        return part;
    }

    /// <summary>
    /// Copies the part to a new table to free the space of deleted rows. The part is copied only if there are at least 50,000 deleted rows
    /// and their ratio to the remaining rows is at least <paramref name="share"/>. If the part is not copied, the method returns
    /// <c>null</c>. The old table exists until <see cref="Drop"/> is called. Earlier statements in the transaction must not have written to
    /// the old table, because DuckDB numbers uncommitted rows differently.
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
    /// Drops the indexes of all parts. This method must be called after DuckDB has replayed its log and before a statement uses an index.
    /// DuckDB 1.5.6 applies the replayed changes to an index when the index is first used. If the database is closed before the first use,
    /// the checkpoint saves the index without the changes. Lookups in this index then miss the changed rows, and the next change to one of
    /// these rows terminates the process (duckdb/duckdb, pull requests 23848 and 25771).
    /// </summary>
    public static void DropIndexes(DuckDbConnection connection)
    {
        var drops = Texts(connection, "SELECT 'DROP INDEX ' || index_name FROM duckdb_indexes()");
        connection.InTransaction(_ => drops.Sum(connection.Execute));
        connection.Execute("CHECKPOINT");
    }

    /// <summary>Creates the missing indexes of the parts.</summary>
    public static void CreateIndexes(DuckDbConnection connection, IEnumerable<MaterializedPartDefinition> parts)
    {
        var missing = parts.Where(part => part.IncrementalView?.KeyCount == 1).Select(part => part.PhysicalName)
            .Except(Texts(connection, "SELECT table_name FROM duckdb_indexes()"), StringComparer.Ordinal).ToList();
        missing.ForEach(table => CreateIndex(connection, table));
        if (missing.Count > 0)
            connection.Execute("CHECKPOINT");
    }

    /// <summary>Adds new source rows to the part, up to but not including the row at position <paramref name="to"/>.</summary>
    /// <returns>
    /// The updated part. If <see cref="MaterializedPartDefinition.StoredRows"/> is unchanged, the transaction has nothing to commit,
    /// because the view selects none of the new rows and their number is below the limit for storing the position.
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

    /// <summary>
    /// Creates an index on the first key column, which is used to look up rows. For lookups, DuckDB does not use indexes on several
    /// columns.
    /// </summary>
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
        return reader.Read() ? reader.GetInt64(0) : throw new InvalidDataException($"The statement returned no row: {sql}");
    }
}
