using System.Globalization;
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

    private readonly FileStream _folderLock;
    private readonly DuckDbDatabase _duckDb;
    private readonly Lock _writing = new();
    private volatile KustoCatalog _catalog;

    private KustoDatabase(FileStream folderLock, DuckDbDatabase duckDb, KustoCatalog catalog)
    {
        _folderLock = folderLock;
        _duckDb = duckDb;
        _catalog = catalog;
        Connections = new ConnectionPool(duckDb);
    }

    public KustoCatalog Catalog => _catalog;

    public ConnectionPool Connections { get; }

    /// <exception cref="IOException">Another engine has the folder open.</exception>
    public static KustoDatabase Open(KustoServerOptions options)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var folderLock = LockFolder(options.DataDirectory);
        DuckDbDatabase? duckDb = null;
        try
        {
            duckDb = DuckDbDatabase.Open(Path.Combine(options.DataDirectory, FileName), Settings(options));
            using var connection = duckDb.Connect();
            CatalogStore.CreateTables(connection);
            var catalog = CatalogStore.Load(connection, options.Database);
            // Whatever SQL a query becomes, it reads no file, loads no extension and cannot undo this.
            connection.Execute("SET GLOBAL TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true");
            return new KustoDatabase(folderLock, duckDb, catalog);
        }
        catch
        {
            duckDb?.Dispose();
            folderLock.Dispose();
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
    /// <exception cref="TableAlteredException">It is defined otherwise now.</exception>
    public DuckDbDataChunk CreateChunk(TableDefinition table)
    {
        lock (_writing)
        {
            if (_catalog.Tables.GetValueOrDefault(table.Name) != table)
                throw new TableAlteredException(table.Name);
            using var lease = Connections.Rent();
            using var appender = lease.Connection.CreateAppender(table.PhysicalName);
            return appender.CreateChunk();
        }
    }

    public void Dispose()
    {
        Connections.Dispose();
        _duckDb.Dispose();
        _folderLock.Dispose();
    }

    // DuckDB keeps other processes out, but not a second engine in this one: two would damage the file.
    private static FileStream LockFolder(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"The data folder {folder} is in use by another engine: stop it, or choose another folder.", error);
        }
    }

    private static Dictionary<string, string> Settings(KustoServerOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["temp_directory"] = Path.Combine(options.DataDirectory, "spill"),
            // A checkpoint makes commits wait for it. At DuckDB's 16 MB a stream of events would meet one every second.
            ["checkpoint_threshold"] = "256MB",
        };
        if (options.Threads is { } threads)
            settings["threads"] = threads.ToString(CultureInfo.InvariantCulture);
        if (options.MemoryLimit is { } memory)
            settings["memory_limit"] = memory;
        return settings;
    }
}
