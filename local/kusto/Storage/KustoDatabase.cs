using System.Text.Json;
using DuckDB.NET.Native;
using LocalKusto.Catalog;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Views;

namespace LocalKusto.Storage;

/// <summary>
/// The database file, which contains the rows and the catalog. Each change is a DuckDB transaction, which is on disk after the commit.
/// Reads run concurrently with each other and with one write. Writes are sequential.
/// </summary>
internal sealed class KustoDatabase : IDisposable
{
    private readonly FileStream _folderLock;
    private readonly DuckDbDatabase _duckDb;
    private readonly Lock _writing = new();
    private volatile KustoCatalog _catalog;

    private KustoDatabase(
        FileStream folderLock, DuckDbDatabase duckDb, KustoCatalog catalog, WorkerThreads workers, KustoServerOptions options)
    {
        _folderLock = folderLock;
        _duckDb = duckDb;
        _catalog = catalog;
        Connections = new ConnectionPool(duckDb);
        Workers = workers;
        MaxIngestionWait = options.MaxIngestionWait;
    }

    /// <summary>Raised after each change to the rows or the catalog, before the next write can start.</summary>
    public event Action? Changed;

    public KustoCatalog Catalog => _catalog;

    public ConnectionPool Connections { get; }

    /// <summary>The compiled queries of this database.</summary>
    public CompilationCache Compilations { get; } = new();

    /// <summary>The maximum time that ingestion waits in <see cref="Write"/> until a change to the catalog is complete.</summary>
    public TimeSpan MaxIngestionWait { get; }

    /// <summary>The threads that help to execute queries.</summary>
    public WorkerThreads Workers { get; }

    /// <exception cref="IOException">Another engine has the folder open.</exception>
    /// <exception cref="CorruptDatabaseException">The database file or its log cannot be read.</exception>
    public static KustoDatabase Open(KustoServerOptions options)
    {
        var folderLock = DataFolder.Open(options.DataDirectory);
        var file = Path.Combine(options.DataDirectory, KustoServerOptions.DatabaseFile);
        DuckDbDatabase? duckDb = null;
        WorkerThreads? workers = null;
        var hasLog = new FileInfo(file + ".wal") is { Exists: true, Length: > 0 };
        try
        {
            duckDb = DuckDbDatabase.Open(file, DuckDbSettings.From(options));
            workers = new WorkerThreads(duckDb, DuckDbSettings.Threads(options), options.TimeProvider);
            using var connection = duckDb.Connect();
            NativeRegistration.Register(connection, KqlCompiler.NativeFunctions);
            if (hasLog)
                MaterializedPartStore.DropIndexes(connection);
            CatalogStore.CreateTables(connection);
            // MatchParts rebuilds materialized parts that another version of the engine computed differently.
            var catalog = connection.InTransaction(_ =>
            {
                var transaction = new CatalogTransaction(connection, CatalogStore.Load(connection, options.Database));
                StorageUpgrade.Apply(connection, transaction.Catalog);
                transaction.MatchParts();
                return transaction.Catalog;
            });
            MaterializedPartStore.CreateIndexes(connection, catalog.Parts.Values);
            // For a page of results, DuckDB first selects the rows and then looks up the other columns. By default, it does so for up to 50
            // rows. DuckDB 1.5's row_group_pruner assumes that the minimum and maximum of a row group occur in its rows. This can be wrong
            // after updates. The last two settings prevent queries from reading files, loading extensions and changing settings.
            connection.Execute(
                "SET GLOBAL TimeZone = 'UTC'; SET GLOBAL late_materialization_max_rows = 2000; "
                + "SET GLOBAL disabled_optimizers = 'row_group_pruner'; SET enable_external_access = false; SET lock_configuration = true");
            return new KustoDatabase(folderLock, duckDb, catalog, workers, options);
        }
        catch (Exception e)
        {
            workers?.Dispose();
            duckDb?.Dispose();
            folderLock.Dispose();
            if (e is DuckDbException or InvalidDataException or JsonException)
                throw new CorruptDatabaseException(file, e);
            throw;
        }
    }

    /// <summary>
    /// Changes the catalog and its tables. When this method returns, the change is on disk, and <see cref="Catalog"/> includes it.
    /// </summary>
    public T Alter<T>(Func<CatalogTransaction, T> change)
    {
        lock (_writing)
        {
            using var statement = Workers.Begin();
            using var lease = Connections.Rent();
            var (result, catalog) = lease.Connection.InTransaction(connection =>
            {
                var transaction = new CatalogTransaction(connection, _catalog);
                var changed = change(transaction);
                transaction.MatchParts();
                return (changed, transaction.Catalog);
            });
            _catalog = catalog;
            Changed?.Invoke();
            return result;
        }
    }

    /// <summary>Writes rows to tables. The catalog does not change during the write.</summary>
    /// <param name="tables">The tables to write to.</param>
    /// <param name="write">The function that inserts the rows.</param>
    /// <param name="maxWait">The maximum wait for a change in progress. A command can run for minutes.</param>
    /// <exception cref="KustoRequestException">The change in progress took longer than <paramref name="maxWait"/> (status 503).</exception>
    public T Write<T>(IEnumerable<TableDefinition> tables, Func<DuckDbConnection, KustoCatalog, T> write, TimeSpan maxWait)
    {
        if (!_writing.TryEnter(maxWait))
            throw KustoRequestException.Busy(MaxIngestionWait);
        try
        {
            using var lease = Connections.Rent();
            var result = lease.Connection.InTransaction(connection => write(connection, _catalog));
            // The catalog must record the new rows before the caller acknowledges them.
            _catalog = _catalog.WithDelta(tables.Select(table => table.PhysicalName));
            Changed?.Invoke();
            return result;
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>
    /// Adds new rows of the source to the materialized part of a view, while other reads and writes continue. One commit saves the part and
    /// its position in the source. If there are few new rows and the view selects none of them, only the position in memory changes. A
    /// query that started with the earlier position combines some rows with the part again, which does not change the result.
    /// </summary>
    /// <param name="view">The name of the view. A view without a materialized part is not changed.</param>
    /// <param name="maxRows">
    /// The maximum number of rows to add. This limits the memory use and the work that is repeated after a crash.
    /// </param>
    /// <param name="utcNow">The time of the refresh.</param>
    /// <param name="beforeCommit">Called after the rows are added to the materialized part and before the commit.</param>
    /// <returns>The part if it includes all rows that the source had at the time of the call, otherwise <c>null</c>.</returns>
    public MaterializedPartDefinition? Refresh(string view, long maxRows, DateTime utcNow, Action? beforeCommit = null)
    {
        var catalog = _catalog;
        if (!catalog.Parts.TryGetValue(view, out var part) || part.IncrementalView is not { } kept)
            return null;
        var maintenance = new ViewMaintenance(kept);
        using var statement = Workers.Begin();
        using var lease = Connections.Rent();
        var connection = lease.Connection;
        connection.Execute("BEGIN TRANSACTION");
        try
        {
            var count = MaterializedPartStore.RowCount(connection, part.Source);
            var refreshed = MaterializedPartStore.Refresh(connection, part, maintenance, Math.Min(count, part.Rows + maxRows));
            refreshed = refreshed with { LastRun = utcNow, Failure = null };
            beforeCommit?.Invoke();
            lock (_writing)
            {
                // The part could have been replaced during the refresh.
                if (_catalog.Parts.GetValueOrDefault(view)?.PhysicalName != part.PhysicalName)
                {
                    connection.Execute("ROLLBACK");
                    return null;
                }
                // If the stored position is unchanged, there is nothing to commit.
                connection.Execute(refreshed.StoredRows > part.StoredRows ? "COMMIT" : "ROLLBACK");
                _catalog = _catalog.With(refreshed);
                // The lock blocks writes, so this count includes all rows.
                var hasDelta = MaterializedPartStore.RowCount(connection, part.Source) > refreshed.Rows;
                _catalog = _catalog.With(refreshed with
                {
                    HasDelta = hasDelta,
                    MaterializedTo = refreshed.Rows >= count ? utcNow
                    : part.MaterializedTo
                });
                return refreshed.Rows >= count ? refreshed : null;
            }
        }
        catch (Exception e)
        {
            connection.TryRollback();
            lock (_writing)
            {
                if (_catalog.Parts.TryGetValue(view, out var failed) && failed.PhysicalName == part.PhysicalName)
                    _catalog = _catalog.With(failed with { LastRun = utcNow, Failure = e.Message });
            }
            throw;
        }
    }

    /// <summary>
    /// Frees the space of deleted rows in the materialized part of a view by copying the remaining rows. Rows can be ingested during the
    /// copy, but not during its commit, which writes the index.
    /// </summary>
    /// <param name="view">The name of the view. A view without a materialized part is not changed.</param>
    /// <param name="share">The minimum ratio of deleted rows to remaining rows at which the part is copied.</param>
    /// <returns><c>true</c> if the part was copied.</returns>
    public bool Compact(string view, double share)
    {
        if (!_catalog.Parts.TryGetValue(view, out var part) || part.IncrementalView is not { } kept)
            return false;
        using var statement = Workers.Begin();
        using var lease = Connections.Rent();
        var connection = lease.Connection;
        connection.Execute("BEGIN TRANSACTION");
        try
        {
            var compact = MaterializedPartStore.Compact(connection, part, new ViewMaintenance(kept), share);
            lock (_writing)
            {
                // The part could have been replaced or refreshed during the copy.
                if (compact is null || _catalog.Parts.GetValueOrDefault(view) is not { } current || current.Rows != part.Rows
                    || current.PhysicalName != part.PhysicalName)
                {
                    connection.Execute("ROLLBACK");
                    return false;
                }

                CatalogStore.Put(connection, view, compact);
                MaterializedPartStore.Drop(connection, part);
                connection.Execute("COMMIT");
                _catalog = _catalog.With(current with { PhysicalName = compact.PhysicalName, StoredRows = compact.Rows });
                return true;
            }
        }
        catch
        {
            connection.TryRollback();
            throw;
        }
    }

    /// <summary>Returns the largest number of unprocessed source rows among these views. Disabled views are ignored.</summary>
    public long RowsBehind(IEnumerable<string> views)
    {
        using var lease = Connections.Rent();
        var catalog = _catalog;
        return views.Select(view => catalog.Parts.GetValueOrDefault(view)).OfType<MaterializedPartDefinition>()
            .Where(part => part.HasDelta && catalog.MaterializedViews[part.View].IsEnabled)
            .Select(part => MaterializedPartStore.RowCount(lease.Connection, part.Source) - part.Rows)
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>
    /// Creates an empty chunk for the table. This method does not wait for a change in progress, so <see cref="Write"/> must check the
    /// definition.
    /// </summary>
    /// <exception cref="TableAlteredException">The table's definition is no longer <paramref name="table"/>.</exception>
    public DuckDbDataChunk CreateChunk(TableDefinition table)
    {
        if (_catalog.Tables.GetValueOrDefault(table.Name) != table)
            throw new TableAlteredException(table.Name);
        using var lease = Connections.Rent();
        try
        {
            using var appender = lease.Connection.CreateAppender(table.PhysicalName);
            return appender.CreateChunk();
        }
        catch (DuckDbException e) when (e.ErrorType == DuckDBErrorType.Catalog)
        {
            // A committed change has dropped the table, but the catalog does not include this change yet.
            throw new TableAlteredException(table.Name);
        }
    }

    /// <summary>
    /// Returns <c>true</c> if the catalog has changed. Waits up to <see cref="MaxIngestionWait"/> for a change in progress, because DuckDB
    /// commits a change before the catalog includes it.
    /// </summary>
    public bool HasChangedSince(KustoCatalog catalog)
    {
        if (_writing.TryEnter(MaxIngestionWait))
            _writing.Exit();
        return !ReferenceEquals(_catalog, catalog);
    }

    public void Dispose()
    {
        Workers.Dispose();
        Connections.Dispose();
        _duckDb.Dispose();
        _folderLock.Dispose();
    }
}
