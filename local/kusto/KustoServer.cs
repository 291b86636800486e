using System.Net;
using LocalKusto.Commands;
using LocalKusto.Configuration;
using LocalKusto.Ingestion;
using LocalKusto.Rest;
using LocalKusto.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LocalKusto;

/// <summary>
/// A Kusto-compatible engine: one database in one file, behind Kusto's REST protocol on the loopback address. Kestrel runs without a host
/// around it: configuration files, environment variables and Ctrl-C belong to the program that contains the engine.
/// </summary>
public sealed class KustoServer : IAsyncDisposable
{
    /// <summary>The source of the spans of requests (<see cref="System.Diagnostics.ActivitySource"/>).</summary>
    public const string ActivitySourceName = RequestSpans.SourceName;

    /// <summary>How long a request under way may take to end before its connection is cut.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly KustoDatabase _database;
    private readonly Ingestor _ingestor;
    private readonly ViewMaterializer? _materializer;
    private readonly OperationLog _operations;
    private readonly WebApplication _web;
    private readonly IServer _kestrel;

    private KustoServer(KustoDatabase database, Ingestor ingestor, ViewMaterializer? materializer, OperationLog operations,
        WebApplication web)
    {
        _database = database;
        _ingestor = ingestor;
        _materializer = materializer;
        _operations = operations;
        _web = web;
        _kestrel = web.Services.GetRequiredService<IServer>();
        Endpoint = new Uri("http://127.0.0.1/");
    }

    /// <summary>The cluster's address, e.g. <c>http://127.0.0.1:8080/</c>.</summary>
    public Uri Endpoint { get; private set; }

    internal KustoDatabase Database => _database;

    /// <summary>Opens or makes the database and listens.</summary>
    /// <exception cref="DamagedDatabaseException">The database file or its log is damaged; the message names it.</exception>
    /// <exception cref="IOException">Another engine has the data folder, or the port is taken.</exception>
    public static async Task<KustoServer> StartAsync(KustoServerOptions options, CancellationToken ct = default)
    {
        var database = KustoDatabase.Open(options);
        var ingestor = new Ingestor(database);
        var materializer = options.MaterializesViews ? new ViewMaterializer(database, options) : null;
        var operations = new OperationLog(options.TimeProvider);
        var server = new KustoServer(database, ingestor, materializer, operations, BuildWeb(options));
        try
        {
            await server._kestrel.StartAsync<HttpContext>(new RestApplication(database, ingestor, materializer, operations, options), ct)
                .ConfigureAwait(false);
            var address = server._kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First();
            server.Endpoint = new Uri($"http://127.0.0.1:{new Uri(address).Port}/");
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers what is under way, stores what was taken in, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(ShutdownTimeout);
        await _kestrel.StopAsync(patience.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        await _operations.DisposeAsync().ConfigureAwait(false);
        await _ingestor.DisposeAsync().ConfigureAwait(false);
        if (_materializer is not null)
            await _materializer.DisposeAsync().ConfigureAwait(false);
        _database.Dispose();
    }

    // The host is built for Kestrel's services (its memory pool above all) and never started.
    private static WebApplication BuildWeb(KustoServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Each endpoint has its own limit, and answers an error of Kusto's kind.
            kestrel.Limits.MaxRequestBodySize = null;
            if (options.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(options.Port); // 127.0.0.1 and ::1, for a client may take localhost for either.
        });
        return builder.Build();
    }
}
