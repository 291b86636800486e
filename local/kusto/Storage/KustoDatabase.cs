using LocalKusto.Catalog;
using LocalKusto.DuckDb;

namespace LocalKusto.Storage;

/// <summary>
/// The database file: rows and catalog, changed together in DuckDB transactions that are on disk when they are committed. Reads
/// run beside each other and beside one write; writes come one after the other.
/// </summary>
internal sealed class KustoDatabase : IDisposable
{
    public const string FileName = "kusto.duckdb";

    private readonly DuckDbDatabase _duckDb;
    private readonly Lock _writing = new();
    private volatile KustoCatalog _catalog;

    private KustoDatabase(DuckDbDatabase duckDb, KustoCatalog catalog)
    {
        _duckDb = duckDb;
        _catalog = catalog;
        Connections = new ConnectionPool(duckDb);
    }

    public KustoCatalog Catalog => _catalog;

    public ConnectionPool Connections { get; }

    public static KustoDatabase Open(KustoServerOptions options)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var settings = new Dictionary<string, string>
        {
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["temp_directory"] = Path.Combine(options.DataDirectory, "spill"),
            // At DuckDB's 16 MB a sustained stream of events would stop for a checkpoint several times a second.
            ["checkpoint_threshold"] = "256MB",
        };
        if (options.Threads is { } threads)
            settings["threads"] = threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (options.MemoryLimit is { } memory)
            settings["memory_limit"] = memory;

        var duckDb = DuckDbDatabase.Open(Path.Combine(options.DataDirectory, FileName), settings);
        try
        {
            using var connection = duckDb.Connect();
            CatalogStore.CreateTables(connection);
            var catalog = CatalogStore.Load(connection, options.Database);
            // Whatever SQL a query becomes, it reads no file, loads no extension and cannot undo this.
            connection.Execute("SET GLOBAL TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true");
            return new KustoDatabase(duckDb, catalog);
        }
        catch
        {
            duckDb.Dispose();
            throw;
        }
    }

    /// <summary>Changes the catalog and its tables. When this returns, the change is on disk and <see cref="Catalog"/> shows it.</summary>
    public T Alter<T>(Func<CatalogTransaction, T> change)
    {
        lock (_writing)
        {
            using var lease = Connections.Rent();
            var (result, catalog) = lease.Connection.InTransaction(connection =>
            {
                var transaction = new CatalogTransaction(connection, _catalog);
                var changed = change(transaction);
                return (changed, transaction.Catalog);
            });
            _catalog = catalog;
            return result;
        }
    }

    /// <summary>Writes rows. The catalog stays as it is meanwhile.</summary>
    public T Write<T>(Func<DuckDbConnection, KustoCatalog, T> write)
    {
        lock (_writing)
        {
            using var lease = Connections.Rent();
            return lease.Connection.InTransaction(connection => write(connection, _catalog));
        }
    }

    /// <summary>An empty chunk for rows of the table as <paramref name="table"/> defines it.</summary>
    public DuckDbDataChunk CreateChunk(TableDefinition table)
    {
        lock (_writing)
        {
            if (_catalog.Tables.GetValueOrDefault(table.Name) != table)
                throw KustoRequestException.Conflict($"The table '{table.Name}' was altered while the request was read.");
            using var lease = Connections.Rent();
            using var appender = lease.Connection.CreateAppender(table.PhysicalName);
            return appender.CreateChunk();
        }
    }

    public void Dispose()
    {
        Connections.Dispose();
        _duckDb.Dispose();
    }
}
