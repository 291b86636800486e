using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalEventHubs;
using LocalFunctions.Host;
using LocalKusto;
using LocalKusto.DuckDb;
using LocalStack.EventHubs;
using LocalStack.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalStack;

/// <summary>
/// Everything that the functions need of Azure, and the Functions host that runs them: an event hub, a Kusto database with the schema of
/// kusto/schema.kql, and a receiver of telemetry in this process; Azurite and the functions' worker as child processes.
/// </summary>
public sealed class LocalStackHost : IAsyncDisposable
{
    internal const string Hub = "flight-events";
    internal const string ConsumerGroupName = "ingest";
    internal const string Database = "flights";
    internal const string DeadLetterTable = "deadletters";
    private const int MaxConcurrentQueries = 1000;

    /// <summary>Host keys by the list of the app that holds their digests (Functions/Http/ConsumerOptions.cs).</summary>
    private static readonly Dictionary<string, string> Audiences = new()
    {
        ["read"] = "Consumers:Readers",
        ["publish"] = "Consumers:Publishers",
        ["operate"] = "Consumers:Operators",
    };

    private readonly LocalStackOptions _options;
    private readonly DataFolder _folder;
    private readonly HttpClient _http = new();
    private AzuriteProcess? _azurite;
    private KustoServer? _kusto;
    private EventHubBroker? _broker;
    private OtlpReceiver? _telemetry;
    private FunctionKeys? _keys;
    private FunctionsHost? _functions;

    private LocalStackHost(LocalStackOptions options, DataFolder folder)
    {
        _options = options;
        _folder = folder;
    }

    /// <summary>The root of the HTTP functions, with their route prefix: <c>http://127.0.0.1:7071/api/</c>.</summary>
    public Uri ApiEndpoint { get; private set; } = null!;

    public Uri FunctionsEndpoint => Functions.Endpoint;

    public Uri KustoEndpoint { get; private set; } = null!;

    public Uri EventHubsEndpoint => Broker.Endpoint;

    /// <summary>For AMQP clients: every SDK, unchanged.</summary>
    public string EventHubsConnectionString => Broker.ConnectionString;

    /// <summary>For AMQP clients that insist on TLS; they have to trust <see cref="EventHubsCertificatePath"/>.</summary>
    public string EventHubsTlsConnectionString => Broker.TlsConnectionString!;

    public string EventHubsCertificatePath => Broker.CertificatePath!;

    /// <summary>Azurite's, for blobs, queues and tables.</summary>
    public string StorageConnectionString => Azurite.ConnectionString;

    public string DataDirectory => _folder.Path;

    /// <summary>Opens every operation: the app lists it for every scope. Null if the functions require no key.</summary>
    public string? FunctionKey => _keys?.Default;

    /// <summary>Keys by the audience whose operations they open: read, publish, operate. None when functions are called without keys.</summary>
    public IReadOnlyDictionary<string, string> ApiKeys => _keys?.Named ?? ImmutableDictionary<string, string>.Empty;

    /// <summary>How long <see cref="StartAsync"/> took.</summary>
    public TimeSpan StartDuration { get; private set; }

    internal EventHub FlightEvents => Broker.GetHub(Hub);

    /// <summary>Events that the ingesting function is not done with.</summary>
    internal long Backlog
    {
        get
        {
            var group = FlightEvents.GetConsumerGroup(ConsumerGroupName);
            return FlightEvents.Partitions.Sum(group.EventsWaiting);
        }
    }

    /// <summary>Null if the functions require no key.</summary>
    internal FunctionKeys? Keys => _keys;

    internal FunctionsHost Functions => _functions ?? throw NotStarted();

    internal AzuriteProcess Azurite => _azurite ?? throw NotStarted();

    private EventHubBroker Broker => _broker ?? throw NotStarted();

    /// <exception cref="StackStartException">The data folder or a port is taken.</exception>
    public static async Task<LocalStackHost> StartAsync(LocalStackOptions options, CancellationToken cancellationToken = default)
    {
        var start = Stopwatch.GetTimestamp();
        Ports.Verify(options);
        var stack = new LocalStackHost(options, DataFolder.Open(options.DataDirectory));
        try
        {
            await stack.StartPartsAsync(cancellationToken).ConfigureAwait(false);
            stack.StartDuration = Stopwatch.GetElapsedTime(start);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops in the opposite direction of the data: no requests and batches, then the broker, then the stores.</summary>
    public async ValueTask DisposeAsync()
    {
        File.Delete(_folder.Endpoints);
        if (_functions is not null)
            await _functions.DisposeAsync().ConfigureAwait(false);
        if (_telemetry is not null)
            await _telemetry.DisposeAsync().ConfigureAwait(false);
        if (_broker is not null)
            await _broker.DisposeAsync().ConfigureAwait(false);
        await StopKustoAsync().ConfigureAwait(false);
        if (_azurite is not null)
            await _azurite.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
        _folder.Dispose();
    }

    internal async Task StopKustoAsync()
    {
        if (_kusto is not null)
            await _kusto.DisposeAsync().ConfigureAwait(false);
        _kusto = null;
    }

    /// <summary>Starts the engine, again on the port that it had before, and applies the schema.</summary>
    internal async Task StartKustoAsync(CancellationToken cancellationToken)
    {
        var kustoOptions = new KustoServerOptions
        {
            DataDirectory = _folder.Kusto,
            Port = KustoEndpoint?.Port ?? _options.KustoPort,
            Database = Database,
            // Azure's ten a core are many more there. Here the queries of a load test wait for their turn instead of being refused.
            MaxConcurrentQueries = MaxConcurrentQueries,
            LoggerFactory = _options.LoggerFactory,
        };
        _kusto = await KustoServer.StartAsync(kustoOptions, cancellationToken).ConfigureAwait(false);
        KustoEndpoint = _kusto.Endpoint;

        // As Azure gets it (bicep/): the whole file as one script.
        var script = await File.ReadAllTextAsync(BuildPaths.KustoSchema, cancellationToken).ConfigureAwait(false);
        try
        {
            var command = $".execute database script with (ThrowOnErrors = true) <|\n{script}";
            await Kusto().CommandAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (KustoRestException e)
        {
            throw new StackStartException($"kusto/schema.kql cannot be applied: {e.Message}", e);
        }
    }

    internal KustoRestClient Kusto() => new(_http, KustoEndpoint, Database);

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            StartPartAsync("Azurite", StartAzuriteAsync, cancellationToken),
            StartPartAsync("Kusto", StartKustoAsync, cancellationToken),
            StartPartAsync("Event Hubs", StartBrokerAsync, cancellationToken),
            StartPartAsync("telemetry", StartTelemetryAsync, cancellationToken)).ConfigureAwait(false);
        await StartPartAsync("The Functions host", StartFunctionsAsync, cancellationToken).ConfigureAwait(false);
        WriteEndpoints();
    }

    private async Task StartTelemetryAsync(CancellationToken cancellationToken) =>
        _telemetry = await OtlpReceiver.StartAsync(cancellationToken).ConfigureAwait(false);

    private async Task StartFunctionsAsync(CancellationToken cancellationToken)
    {
        var app = _options.FunctionsApp ?? BuildPaths.FunctionsApp;
        if (_options.RequireKeys)
            _keys = FunctionKeys.LoadOrCreate(_folder.Keys, FunctionsApp.HttpFunctions(app), Audiences.Keys);
        var options = new FunctionsHostOptions
        {
            AppFolder = app,
            Settings = Settings(),
            Port = _options.FunctionsPort,
            Keys = _keys,
            AllowedOrigins = _options.AllowedOrigins,
            EventSource = new BrokerEventSource(Broker),
            WaitForDebugger = _options.WaitForDebugger,
            MapEndpoints = MapPages,
            InvocationCompleted = _options.InvocationCompleted,
            LoggerFactory = _options.LoggerFactory,
        };
        _functions = await FunctionsHost.StartAsync(options, cancellationToken).ConfigureAwait(false);
        ApiEndpoint = new Uri(_functions.Endpoint, _functions.RoutePrefix.Length == 0 ? "" : _functions.RoutePrefix + "/");
    }

    private void MapPages(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", http => http.Response.WriteAsync(FunctionsPage.From(Functions.HttpFunctions), http.RequestAborted));
        endpoints.MapGet("/metrics", async http =>
        {
            var lag = await ConsumerLag
                .MeasureAsync(FlightEvents, FlightEvents.GetConsumerGroup(ConsumerGroupName), TimeProvider.System, http.RequestAborted)
                .ConfigureAwait(false);
            http.Response.ContentType = PrometheusText.ContentType;
            await http.Response.WriteAsync(PrometheusText.From(_telemetry!.Metrics, lag), http.RequestAborted).ConfigureAwait(false);
        });
    }

    private async Task StartAzuriteAsync(CancellationToken cancellationToken) =>
        _azurite = await AzuriteProcess
            .StartAsync(BuildPaths.NodeModules, _folder.Azurite, _options.AzuritePort, cancellationToken)
            .ConfigureAwait(false);

    private async Task StartBrokerAsync(CancellationToken cancellationToken) =>
        _broker = await EventHubBroker.StartAsync(
            new EventHubBrokerOptions
            {
                DataDirectory = _folder.EventHubs,
                Port = _options.EventHubsPort,
                AmqpPort = _options.AmqpPort,
                AmqpTlsPort = _options.AmqpTlsPort,
                Hubs = [new EventHubDefinition(Hub, _options.Partitions, [ConsumerGroupName])],
                LoggerFactory = _options.LoggerFactory,
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>What a part says when it cannot start is meant for the user.</summary>
    private static async Task StartPartAsync(string part, Func<CancellationToken, Task> start, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => start(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (
            e is EventHubsException or CorruptDataException or FunctionsHostException or DuckDbException or IOException or InvalidOperationException
                or TimeoutException)
        {
            throw new StackStartException($"{part} cannot start: {e.Message}", e);
        }
    }

    /// <summary>The app settings of local.settings.sample.json, for the ports that were taken.</summary>
    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = StorageConnectionString,
            ["EventHubs"] = EventHubsConnectionString,
            ["Kusto:Endpoint"] = KustoEndpoint.AbsoluteUri,
            ["Kusto:Database"] = Database,
            ["Kusto:Authentication"] = "None",
            ["Kusto:CompressIngestion"] = "false",
            ["DeadLetters:ConnectionString"] = StorageConnectionString,

            // The backlog is counted from the checkpoints: one behind would show events that are stored.
            ["AzureFunctionsJobHost:extensions:eventHubs:batchCheckpointFrequency"] = "1",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _telemetry!.Endpoint.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = OtlpReceiver.Protocol,
            ["OTEL_METRIC_EXPORT_INTERVAL"] = OtlpReceiver.ExportIntervalMilliseconds.ToString(CultureInfo.InvariantCulture),
        };
        if (_keys is null)
            settings["Consumers:AllowUnlisted"] = "true";
        foreach (var (name, key) in ApiKeys)
            settings[Audiences[name]] = $"{Digest(key)},{Digest(_keys!.Default)}";
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        return settings;
    }

    private static string Digest(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void WriteEndpoints()
    {
        var endpoints = new
        {
            Environment.ProcessId,
            Api = ApiEndpoint,
            Kusto = KustoEndpoint,
            EventHubs = EventHubsEndpoint,
            EventHubsConnectionString,
            EventHubsTlsConnectionString,
            EventHubsCertificatePath,
            StorageConnectionString,
        };
        var temporary = _folder.Endpoints + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(endpoints, JsonSerializerOptions.Web));
        File.Move(temporary, _folder.Endpoints, overwrite: true);
    }

    private static InvalidOperationException NotStarted() => new("The stack has not started.");
}
