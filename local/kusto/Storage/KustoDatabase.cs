using System.Text.Json;
using DuckDB.NET.Native;
using LocalKusto.Catalog;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Runtime;
using Microsoft.Extensions.Logging;

namespace LocalKusto.Storage;

/// <summary>
/// The database file, which contains the rows and the catalog. Each change is a DuckDB transaction, which is on disk after the commit.
/// Reads run concurrently with each other and with one write. Writes are sequential.
/// </summary>
internal sealed partial class KustoDatabase : IDisposable
{
    private readonly FileStream _folderLock;
    private readonly DuckDbDatabase _duckDb;
    private readonly ILogger _logger;
    private readonly Lock _writing = new();

    /// <summary>
    /// Held while the set of parts changes, and during the commit of a change to a part. Ingestion does not wait for this lock. A thread
    /// that requires both locks acquires this lock first.
    /// </summary>
    private readonly Lock _changingParts = new();
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
        _logger = options.LoggerFactory.CreateLogger<KustoDatabase>();
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
        var folderLock = DataFolderLock.Acquire(options.DataDirectory);
        var tables = Path.Combine(options.DataDirectory, KustoServerOptions.DatabaseFile);
        var parts = Path.Combine(options.DataDirectory, KustoServerOptions.PartsFile);
        var readsParts = false;
        DuckDbDatabase? duckDb = null;
        WorkerThreads? workers = null;
        try
        {
            duckDb = DuckDbDatabase.Open(tables, DuckDbSettings.From(options));
            workers = new WorkerThreads(duckDb, DuckDbSettings.Threads(options), options.TimeProvider);
            using var connection = duckDb.Connect();
            NativeRegistration.Register(connection, KqlCompiler.NativeFunctions);
            CatalogStore.CreateTables(connection);
            var catalog = connection.InTransaction(_ =>
            {
                StorageUpgrade.DropParts(connection);
                var loaded = CatalogStore.Load(connection, options.Database);
                StorageUpgrade.ConvertColumns(connection, loaded);
                return loaded;
            });

            readsParts = true;
            var hasLog = new FileInfo(parts + ".wal") is { Exists: true, Length: > 0 };
            MaterializedPartStore.Attach(connection, parts);
            if (hasLog)
                MaterializedPartStore.DropIndexes(connection);
            MaterializedPartStore.DropUnrelated(connection, catalog);
            // Match rebuilds materialized parts that another version of the engine computed differently.
            catalog = MaterializedPartStore.Match(connection, catalog);
            MaterializedPartStore.CreateIndexes(connection, catalog.Parts.Values);
            readsParts = false;
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
            if (e is DuckDbException { ErrorType: not DuckDBErrorType.OutOfMemory } or InvalidDataException or JsonException)
                throw readsParts ? CorruptDatabaseException.OfParts(parts, e) : CorruptDatabaseException.OfTables(tables, e);
            throw;
        }
    }

    /// <summary>
    /// Changes the catalog and its tables. When this method returns, the change is on disk, and <see cref="Catalog"/> includes the change.
    /// </summary>
    public T Alter<T>(Func<CatalogTransaction, T> change)
    {
        lock (_changingParts)
        {
            lock (_writing)
            {
                using var statement = Workers.Begin();
                using var lease = Connections.Rent();
                var (result, catalog) = lease.Connection.InTransaction(connection =>
                {
                    var transaction = new CatalogTransaction(connection, _catalog);
                    var changed = change(transaction);
                    return (changed, transaction.Catalog);
                });
                try
                {
                    _catalog = MaterializedPartStore.Match(lease.Connection, catalog);
                }
                catch (Exception e)
                {
                    // The change is committed. Without a part, a view is computed when it is queried.
                    LogPartsUnavailable(_logger, e);
                    _catalog = catalog with { Parts = catalog.Parts.Clear() };
                }

                Changed?.Invoke();
                return result;
            }
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

    [LoggerMessage(LogLevel.Error,
        "The materialized parts of views cannot be changed. Queries compute the views until the next change to the schema succeeds.")]
    private static partial void LogPartsUnavailable(ILogger logger, Exception exception);
}
