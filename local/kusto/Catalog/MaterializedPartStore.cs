using System.Globalization;
using LocalKusto.DuckDb;
using LocalKusto.Kql;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Catalog;

/// <summary>
/// Stores the materialized parts of views in a database file of their own, which is attached to the database. DuckDB commits and writes
/// checkpoints for each file separately, so refreshes of views do not delay ingestion. A transaction can change only one of the two files.
/// Changes are part of the caller's transaction, except for <see cref="Match"/>, <see cref="DropIndexes"/> and
/// <see cref="CreateIndexes"/>. The last two end with a checkpoint.
/// </summary>
internal static class MaterializedPartStore
{
    /// <summary>The name of the attached database.</summary>
    private const string Database = "parts";

    /// <summary>The minimum number of deleted rows for compaction. Fewer deleted rows do not slow down a scan.</summary>
    private const long MinDeleted = 50_000;

    /// <summary>
    /// The number of new source rows at which the position is stored even if the view selects none of these rows. This limits the number of
    /// rows that are read again after a restart.
    /// </summary>
    private const long MaxUnstored = 100_000;

    /// <summary>
    /// The SQL that takes the snapshot of the parts in the current transaction. DuckDB takes the snapshot of a file when a statement first
    /// reads the file, so the snapshot of the tables is taken later. The full name prevents DuckDB from looking up the name in the file of
    /// the tables first.
    /// </summary>
    public const string SnapshotSql = $"FROM {Database}.main.materialized_parts LIMIT 0";

    /// <summary>Attaches the file, which is created if it does not exist.</summary>
    public static void Attach(DuckDbConnection connection, string file) => connection.Execute(
        $"""
        ATTACH {SqlText.Quote(file)} AS {Database};
        CREATE TABLE IF NOT EXISTS {Database}.materialized_parts (
            view VARCHAR NOT NULL, part VARCHAR NOT NULL, source VARCHAR NOT NULL, definition VARCHAR NOT NULL, rows BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS {Database}.last_start (id VARCHAR NOT NULL);
        CREATE SEQUENCE IF NOT EXISTS {Database}.part_numbers;
        CREATE TABLE IF NOT EXISTS catalog_last_start (id VARCHAR NOT NULL);
        """);

    /// <summary>
    /// Drops all parts if the file does not belong to this state of the tables, for example because one of the two files was restored from
    /// a backup. Both files contain the id of the last start of the engine. Also drops the tables of unfinished compactions, and parts
    /// that include more rows than their source because the log of the tables has been truncated.
    /// </summary>
    public static void DropUnrelated(DuckDbConnection connection, KustoCatalog catalog)
    {
        var id = Guid.NewGuid();
        if (!Texts(connection, "SELECT id FROM catalog_last_start").SequenceEqual(
            Texts(connection, $"SELECT id FROM {Database}.last_start"), StringComparer.Ordinal))
        {
            connection.Execute($"DELETE FROM {Database}.materialized_parts");
        }

        // DuckDB cannot change both files in one transaction. If the engine is killed between the two transactions, the next start drops
        // the parts.
        foreach (var table in (string[])[$"{Database}.last_start", "catalog_last_start"])
            connection.InTransaction(_ => connection.Execute($"DELETE FROM {table}; INSERT INTO {table} VALUES ('{id}')"));
        var sources = catalog.Tables.Values.Select(table => table.PhysicalName).ToHashSet(StringComparer.Ordinal);
        foreach (var part in Load(connection).Where(part => sources.Contains(part.Source) && part.Rows > RowCount(connection, part.Source)))
            Delete(connection, part);
        Texts(connection,
            $"""
            SELECT '{Database}.' || table_name FROM duckdb_tables()
            WHERE database_name = '{Database}' AND table_name NOT IN ('materialized_parts', 'last_start')
            EXCEPT SELECT part FROM {Database}.materialized_parts
            """).ForEach(table => DropTable(connection, table));
    }

    /// <summary>
    /// Creates the missing parts of views that are maintained incrementally, and drops obsolete parts, in one transaction. This method must
    /// be called after each change to the catalog, because a changed table or function can change the definition of a view.
    /// </summary>
    /// <returns>The catalog with its parts.</returns>
    public static KustoCatalog Match(DuckDbConnection connection, KustoCatalog catalog) => connection.InTransaction(_ =>
    {
        var views = catalog.MaterializedViews.Keys
            .Select(view => (Name: view, Incremental: FindIncremental(catalog, view)))
            .Where(view => view.Incremental is not null)
            .ToDictionary(view => view.Name, view => view.Incremental!, StringComparer.Ordinal);
        var matched = catalog with { Parts = catalog.Parts.Clear() };
        foreach (var stored in Load(connection))
        {
            // The catalog knows the newest position of the part and the current name of the view.
            var part = catalog.Parts.Values.FirstOrDefault(part => part.PhysicalName == stored.PhysicalName) ?? stored;
            if (views.TryGetValue(part.View, out var view) && !matched.Parts.ContainsKey(part.View)
                && new ViewMaintenance(view).Definition == part.Definition)
            {
                if (part.View != stored.View)
                    Update(connection, part);
                matched = matched.With(part with { IncrementalView = view });
            }
            else
            {
                Delete(connection, stored);
                DropTable(connection, stored.PhysicalName);
            }
        }

        foreach (var (name, view) in views.Where(view => !matched.Parts.ContainsKey(view.Key)))
            matched = matched.With(Create(connection, name, new ViewMaintenance(view)) with { IncrementalView = view });
        return matched.WithDelta(matched.Parts.Values.Select(part => part.Source));
    });

    /// <summary>
    /// Copies the part to a new table to free the space of deleted rows. The part is copied only if there are at least 50,000 deleted rows
    /// and their ratio to the remaining rows is at least <paramref name="share"/>. If the part is not copied, the method returns
    /// <c>null</c>. Earlier statements in the transaction must not have written to the old table, because DuckDB numbers uncommitted rows
    /// differently.
    /// </summary>
    public static MaterializedPartDefinition? Compact(
        DuckDbConnection connection, MaterializedPartDefinition part, ViewMaintenance maintenance, double share)
    {
        var rows = RowCount(connection, part.PhysicalName);
        var deleted = Number(connection, $"SELECT coalesce(max(rowid) + 1, 0) FROM {part.PhysicalName}") - rows;
        if (deleted < Math.Max(MinDeleted, rows * share))
            return null;
        var compact = part with { PhysicalName = NextTableName(connection) };
        CreateTable(connection, compact, maintenance);
        connection.Execute($"INSERT INTO {compact.PhysicalName} FROM {part.PhysicalName}");
        return compact;
    }

    /// <summary>Stores the part's position and commits the transaction.</summary>
    public static void Commit(DuckDbConnection connection, MaterializedPartDefinition part)
    {
        Update(connection, part);
        connection.Execute("COMMIT");
    }

    /// <summary>
    /// Replaces the part by its compact copy and commits the transaction. The part's table exists until <see cref="DropTable"/> is called.
    /// </summary>
    public static void CommitCopy(DuckDbConnection connection, MaterializedPartDefinition part)
    {
        Delete(connection, part);
        connection.Execute("COMMIT");
    }

    public static void DropTable(DuckDbConnection connection, string table) => connection.Execute($"DROP TABLE {table}");

    /// <summary>
    /// Drops the indexes of all parts. This method must be called after DuckDB has replayed its log and before a statement uses an index.
    /// DuckDB 1.5.6 applies the replayed changes to an index when the index is first used. If the database is closed before the first use,
    /// the checkpoint saves the index without the changes. Lookups in this index then miss the changed rows, and the next change to one of
    /// these rows terminates the process (duckdb/duckdb, pull requests 23848 and 25771).
    /// </summary>
    public static void DropIndexes(DuckDbConnection connection)
    {
        var drops = Texts(
            connection, $"SELECT 'DROP INDEX {Database}.' || index_name FROM duckdb_indexes() WHERE database_name = '{Database}'");
        connection.InTransaction(_ => drops.Sum(connection.Execute));
        connection.Execute($"CHECKPOINT {Database}");
    }

    /// <summary>Creates the missing indexes of the parts.</summary>
    public static void CreateIndexes(DuckDbConnection connection, IEnumerable<MaterializedPartDefinition> parts)
    {
        var missing = parts.Where(part => part.IncrementalView?.KeyCount == 1).Select(part => part.PhysicalName)
            .Except(Texts(connection, "SELECT database_name || '.' || table_name FROM duckdb_indexes()"), StringComparer.Ordinal).ToList();
        missing.ForEach(table => CreateIndex(connection, table));
        if (missing.Count > 0)
            connection.Execute($"CHECKPOINT {Database}");
    }

    /// <summary>Adds new source rows to the part, up to but not including the row at position <paramref name="to"/>.</summary>
    /// <returns>
    /// The updated part for <see cref="Commit"/>. If <see cref="MaterializedPartDefinition.StoredRows"/> is unchanged, there is nothing to
    /// commit, because the view selects none of the new rows and their number is below the limit for storing the position.
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
        return part with { Rows = to, StoredRows = to };
    }

    public static long RowCount(DuckDbConnection connection, string table) => Number(connection, $"SELECT count(*) FROM {table}");

    private static List<MaterializedPartDefinition> Load(DuckDbConnection connection)
    {
        List<MaterializedPartDefinition> parts = [];
        using var reader = connection.ExecuteReader($"SELECT view, part, source, definition, rows FROM {Database}.materialized_parts");
        while (reader.Read())
        {
            var rows = reader.GetInt64(4);
            parts.Add(new MaterializedPartDefinition(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3))
            {
                Rows = rows,
                StoredRows = rows,
            });
        }

        return parts;
    }

    // A view does not compile if its source has been deleted. Queries that read this view fail.
    private static IncrementalView? FindIncremental(KustoCatalog catalog, string view)
    {
        try
        {
            return ViewCompiler.Compile(catalog.FindMaterializedView(view)!, catalog);
        }
        catch (KqlException)
        {
            return null;
        }
    }

    private static MaterializedPartDefinition Create(DuckDbConnection connection, string view, ViewMaintenance maintenance)
    {
        var part = new MaterializedPartDefinition(view, NextTableName(connection), maintenance.Source, maintenance.Definition);
        CreateTable(connection, part, maintenance);
        return part;
    }

    /// <summary>Returns a qualified name that no other table in this file has had.</summary>
    private static string NextTableName(DuckDbConnection connection) => string.Create(
        CultureInfo.InvariantCulture, $"{Database}.p{Number(connection, $"SELECT nextval('{Database}.part_numbers')")}");

    private static void CreateTable(DuckDbConnection connection, MaterializedPartDefinition part, ViewMaintenance maintenance)
    {
        var columns = maintenance.Columns.Select((column, i) => $"c{i} {column.Type.DuckDbName()}");
        connection.Execute($"CREATE TABLE {part.PhysicalName} ({string.Join(", ", columns)})");
        if (maintenance.KeyCount == 1)
            CreateIndex(connection, part.PhysicalName);
        using var insert = connection.Prepare($"INSERT INTO {Database}.materialized_parts VALUES ($1, $2, $3, $4, $5)");
        insert.Bind(1, part.View);
        insert.Bind(2, part.PhysicalName);
        insert.Bind(3, part.Source);
        insert.Bind(4, part.Definition);
        insert.Bind(5, part.Rows);
        insert.Execute();
    }

    private static void Update(DuckDbConnection connection, MaterializedPartDefinition part)
    {
        using var update = connection.Prepare($"UPDATE {Database}.materialized_parts SET view = $1, rows = $2 WHERE part = $3");
        update.Bind(1, part.View);
        update.Bind(2, part.Rows);
        update.Bind(3, part.PhysicalName);
        update.Execute();
    }

    private static void Delete(DuckDbConnection connection, MaterializedPartDefinition part) =>
        connection.Execute($"DELETE FROM {Database}.materialized_parts WHERE part = '{part.PhysicalName}'");

    /// <summary>
    /// Creates an index on the only key column, which is used to look up rows. For lookups, DuckDB does not use indexes on several columns.
    /// </summary>
    private static void CreateIndex(DuckDbConnection connection, string table) =>
        connection.Execute($"CREATE INDEX {table[(Database.Length + 1)..]}_key ON {table} (c0)");

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
