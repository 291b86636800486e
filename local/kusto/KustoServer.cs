using LocalKusto.Commands;
using LocalKusto.Configuration;
using LocalKusto.Ingestion;
using LocalKusto.Rest;
using LocalKusto.Storage;
using LocalServers;

namespace LocalKusto;

/// <summary>A Kusto-compatible engine: one database in one file, with Kusto's REST protocol on the loopback address.</summary>
public sealed class KustoServer : IAsyncDisposable
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> that creates the request spans.</summary>
    public const string ActivitySourceName = RequestSpans.SourceName;

    private readonly KustoDatabase _database;
    private readonly Ingestor _ingestor;
    private readonly ViewMaterializer? _materializer;
    private readonly OperationLog _operations;
    private readonly LoopbackServer _http;
    private int _disposed;

    private KustoServer(KustoDatabase database, Ingestor ingestor, ViewMaterializer? materializer, OperationLog operations,
        KustoServerOptions options)
    {
        _database = database;
        _ingestor = ingestor;
        _materializer = materializer;
        _operations = operations;
        // Each endpoint checks its own limit and returns Kusto's error.
        _http = new LoopbackServer(options.Port, options.LoggerFactory, kestrel => kestrel.Limits.MaxRequestBodySize = null);
    }

    /// <summary>The cluster's address, for example <c>http://127.0.0.1:8080/</c>.</summary>
    public Uri Endpoint => _http.Endpoint;

    internal KustoDatabase Database => _database;

    /// <summary>Opens or creates the database and starts listening for requests.</summary>
    /// <exception cref="CorruptDatabaseException">A file of the database or its log is damaged. The message names the file.</exception>
    /// <exception cref="IOException">Another engine is using the data folder, or the port is in use.</exception>
    public static async Task<KustoServer> StartAsync(KustoServerOptions options, CancellationToken cancellationToken = default)
    {
        var database = KustoDatabase.Open(options);
        var ingestor = new Ingestor(database);
        var materializer = options.MaterializesViews ? new ViewMaterializer(database, options) : null;
        var operations = new OperationLog(options.TimeProvider);
        var server = new KustoServer(database, ingestor, materializer, operations, options);
        try
        {
            await server._http.StartAsync(new RestApplication(database, ingestor, materializer, operations, options), cancellationToken)
                .ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes the requests in progress, stores the accepted rows, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await _http.DisposeAsync().ConfigureAwait(false);
        await _operations.DisposeAsync().ConfigureAwait(false);
        await _ingestor.DisposeAsync().ConfigureAwait(false);
        if (_materializer is not null)
            await _materializer.DisposeAsync().ConfigureAwait(false);
        _database.Dispose();
    }
}
