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
/// The database file: rows and catalog, changed together in DuckDB transactions that are on disk when they are committed. Reads run
/// concurrently with each other and with one write; writes are sequential.
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

    /// <summary>Called after each change of rows or catalog, while writes wait.</summary>
    public event Action? Changed;

    public KustoCatalog Catalog => _catalog;

    public ConnectionPool Connections { get; }

    /// <summary>The compiled queries of this database.</summary>
    public CompilationCache Compilations { get; } = new();

    /// <summary>The time that <see cref="Write"/> should wait for a change of the catalog.</summary>
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
            // Parts are checked: another version of the engine may have written the folder, and computed the views differently.
            var catalog = connection.InTransaction(_ =>
            {
                var transaction = new CatalogTransaction(connection, CatalogStore.Load(connection, options.Database));
                StorageUpgrade.Apply(connection, transaction.Catalog);
                transaction.MatchParts();
                return transaction.Catalog;
            });
            MaterializedPartStore.CreateIndexes(connection, catalog.Parts.Values);
            // A page's rows are looked up after they are chosen; DuckDB does so for up to 50 rows by default. DuckDB 1.5's row_group_pruner
            // treats the bounds of a row group as values of its rows, even after updates that left no such row. No query can read a file,
            // load an extension or undo this, regardless of its SQL.
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

    /// <summary>Changes the catalog and its tables. When this returns, the change is on disk and <see cref="Catalog"/> shows it.</summary>
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

    /// <summary>Writes rows into some tables. The catalog does not change during the write.</summary>
    /// <param name="tables">The tables to write to.</param>
    /// <param name="write">Inserts the rows.</param>
    /// <param name="maxWait">The longest wait for a change in progress. A command may compute for minutes.</param>
    /// <exception cref="KustoRequestException">503: the change took longer.</exception>
    public T Write<T>(IEnumerable<TableDefinition> tables, Func<DuckDbConnection, KustoCatalog, T> write, TimeSpan maxWait)
    {
        if (!_writing.TryEnter(maxWait))
            throw KustoRequestException.Busy(MaxIngestionWait);
        try
        {
            using var lease = Connections.Rent();
            var result = lease.Connection.InTransaction(connection => write(connection, _catalog));
            // Before the caller acknowledges the rows.
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
    /// Adds new rows of the source to the materialized portion of a view, while other reads and writes continue. One commit saves the
    /// portion and its position in the source; a few rows that the view leaves out change the position in memory only. A query that began
    /// with the earlier position combines some rows with the portion a second time, which does not change its result.
    /// </summary>
    /// <param name="view">The name of the view. A view without a portion is not changed.</param>
    /// <param name="maxRows">The maximum number of rows to add, which bounds memory and the work that a crash undoes.</param>
    /// <param name="utcNow">The time of the refresh.</param>
    /// <param name="beforeCommit">Called when the rows are in the materialized portion and not visible there yet.</param>
    /// <returns>The portion if it has all rows that the source had when this was called, otherwise null.</returns>
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
                // The view may have been replaced in the meantime.
                if (_catalog.Parts.GetValueOrDefault(view)?.PhysicalName != part.PhysicalName)
                {
                    connection.Execute("ROLLBACK");
                    return null;
                }
                // Without changes there is nothing to write to the disk.
                connection.Execute(refreshed.StoredRows > part.StoredRows ? "COMMIT" : "ROLLBACK");
                _catalog = _catalog.With(refreshed);
                // Nothing is written now, so these are all rows.
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
    /// Frees the space of deleted rows in the materialized portion of a view by copying the other rows. Rows can be ingested during the
    /// copy, but not during its commit, which writes the index.
    /// </summary>
    /// <param name="view">The name of the view. A view without a portion is not changed.</param>
    /// <param name="share">The least ratio of deleted rows to the other rows.</param>
    /// <returns>Whether the portion was copied.</returns>
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
                // The view may have been replaced in the meantime, or have processed rows.
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

    /// <summary>
    /// The number of rows that the one of these materialized views that is furthest behind has yet to process. Disabled views do not count.
    /// </summary>
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
    /// An empty chunk for rows of the table as <paramref name="table"/> defines it. It does not wait for a change in progress:
    /// <see cref="Write"/> compares the definition again.
    /// </summary>
    /// <exception cref="TableAlteredException">The table has another definition now.</exception>
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
            // A change has been committed that drops the table, and is about to be in the catalog.
            throw new TableAlteredException(table.Name);
        }
    }

    /// <summary>
    /// Whether tables may have been replaced. Waits for a change in progress, as long as ingestion would: its tables are committed before
    /// the catalog has them.
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
