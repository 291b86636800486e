using System.Collections.Immutable;
using System.Diagnostics;
using LocalEventHubs;
using LocalEventHubs.Configuration;
using LocalEventHubs.Hubs;
using LocalEventHubs.Security;
using LocalFunctions.Host;
using LocalFunctions.Host.Http;
using LocalKusto;
using LocalStack.Board;
using LocalStack.EventHubs;
using LocalStack.Storage;
using LocalStack.Telemetry;
using Microsoft.Extensions.Logging;

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

    private readonly LocalStackOptions _options;
    private readonly DataFolder _folder;
    private readonly HttpClient _http = new();
    private AzuriteServer? _azurite;
    private KustoServer? _kusto;
    private EventHubBroker? _broker;
    private BrokerEventSource? _events;
    private StackTelemetry? _telemetry;
    private FunctionKeys? _keys;
    private ServiceKeys? _serviceKeys;
    private FunctionsHost? _functions;
    private BoardServer? _board;

    private LocalStackHost(LocalStackOptions options, DataFolder folder)
    {
        _options = options;
        _folder = folder;
    }

    /// <summary>The root of the HTTP functions, with their route prefix: <c>http://127.0.0.1:7071/api/</c>.</summary>
    public Uri ApiEndpoint { get; private set; } = null!;

    public Uri FunctionsEndpoint => Functions.Endpoint;

    /// <summary>The page that shows the running stack; null without functions.</summary>
    public Uri? BoardEndpoint => _board?.Endpoint;

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

    /// <summary>Keys by the scope whose operations they open: read, publish, operate. None if the functions require no key.</summary>
    public IReadOnlyDictionary<string, string> ApiKeys => _keys?.Named ?? ImmutableDictionary<string, string>.Empty;

    /// <summary>The bearer token of the Kusto engine; null if it requires none.</summary>
    public string? KustoToken => _serviceKeys?.Kusto;

    /// <summary>How long <see cref="StartAsync(LocalStackOptions, CancellationToken)"/> took.</summary>
    public TimeSpan StartDuration { get; private set; }

    internal EventHub FlightEvents => Broker.GetHub(Hub);

    /// <summary>
    /// Events that the ingesting function is not done with; all events with <see cref="LocalStackOptions.UseEventProcessor"/>.
    /// </summary>
    internal long Backlog
    {
        get
        {
            var group = FlightEvents.GetConsumerGroup(ConsumerGroupName);
            return FlightEvents.Partitions.Sum(partition => Events.EventsWaiting(partition, group));
        }
    }

    /// <summary>Null if the functions require no key.</summary>
    internal FunctionKeys? Keys => _keys;

    internal FunctionsHost Functions => _functions ?? throw NotStarted();

    internal AzuriteServer Azurite => _azurite ?? throw NotStarted();

    /// <summary>Null if the stack has none.</summary>
    internal AspireDashboard? Dashboard => _telemetry?.Dashboard;

    internal BrokerEventSource Events => _events ?? throw NotStarted();

    private EventHubBroker Broker => _broker ?? throw NotStarted();

    /// <exception cref="StackStartException">The data folder or a port is taken, a file is damaged, or a part cannot start.</exception>
    public static Task<LocalStackHost> StartAsync(LocalStackOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, runsFunctions: true, cancellationToken);

    /// <summary>Starts all but the functions: events wait in the event hub.</summary>
    /// <exception cref="StackStartException">As for <see cref="StartAsync(LocalStackOptions, CancellationToken)"/>.</exception>
    internal static Task<LocalStackHost> StartServicesAsync(LocalStackOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, runsFunctions: false, cancellationToken);

    /// <summary>Stops in the opposite direction of the data: no requests and batches, then the broker, then the stores.</summary>
    public async ValueTask DisposeAsync()
    {
        File.Delete(_folder.Endpoints);
        if (_board is not null)
            await _board.DisposeAsync().ConfigureAwait(false);
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

    /// <summary>Starts the engine, again on the port that it had before, and applies the schema and loads the reference data.</summary>
    internal async Task StartKustoAsync(CancellationToken cancellationToken)
    {
        await StartKustoServerAsync(cancellationToken).ConfigureAwait(false);
        await DatabaseSchema.ApplyAsync(Kusto(), cancellationToken).ConfigureAwait(false);
    }

    internal KustoRestClient Kusto() => new(_http, KustoEndpoint, Database, KustoToken);

    private static async Task<LocalStackHost> StartAsync(LocalStackOptions options, bool runsFunctions, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        Ports.Verify(options);
        var stack = new LocalStackHost(options, DataFolder.Open(options.DataDirectory));
        try
        {
            await stack.StartPartsAsync(runsFunctions, cancellationToken).ConfigureAwait(false);
            EndpointsFile.Write(stack._folder.Endpoints, stack);
            stack.StartDuration = Stopwatch.GetElapsedTime(start);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StartKustoServerAsync(CancellationToken cancellationToken)
    {
        var kustoOptions = new KustoServerOptions
        {
            DataDirectory = _folder.Kusto,
            Port = KustoEndpoint?.Port ?? _options.KustoPort,
            Database = Database,
            // Azure's ten a core are many more there. Here the queries of a load test wait for their turn instead of being refused.
            MaxConcurrentQueries = MaxConcurrentQueries,
            AccessToken = KustoToken,
            SampleQueries = SampleQueries.Read(BuildPaths.KustoSamples),
            LoggerFactory = _options.LoggerFactory,
        };
        _kusto = await KustoServer.StartAsync(kustoOptions, cancellationToken).ConfigureAwait(false);
        KustoEndpoint = _kusto.Endpoint;
    }

    /// <summary>
    /// The worker needs the addresses of the services and starts as soon as they listen, beside the schema and the checkpoints; its
    /// triggers start after these.
    /// </summary>
    private async Task StartPartsAsync(bool runsFunctions, CancellationToken cancellationToken)
    {
        await Start("The stack", LoadServiceKeysAsync).ConfigureAwait(false);
        var azurite = Start("Azurite", StartAzuriteAsync);
        var kusto = Start("Kusto", StartKustoServerAsync);
        var broker = Start("Event Hubs", StartBrokerAsync);
        var telemetry = Start("telemetry", StartTelemetryAsync);
        var schema = Start("Kusto", cancel => DatabaseSchema.ApplyAsync(Kusto(), cancel), kusto);
        var consumer = Start("The event hub's consumer", RecoverCheckpointsAsync, azurite, schema, broker);
        List<Task> parts = [azurite, kusto, broker, telemetry, schema, consumer];
        if (runsFunctions)
        {
            var functions = Start("The Functions host", cancel => StartFunctionsAsync(consumer, cancel), azurite, kusto, broker, telemetry);
            parts.Add(functions);
            parts.Add(Start("The board", StartBoardAsync, functions));
        }

        await Task.WhenAll(parts).ConfigureAwait(false);

        Task Start(string part, Func<CancellationToken, Task> start, params Task[] dependencies) =>
            StackPart.StartAsync(part, start, cancellationToken, dependencies);
    }

    private Task LoadServiceKeysAsync(CancellationToken cancellationToken)
    {
        if (_options.RequireKeys)
            _serviceKeys = ServiceKeys.LoadOrCreate(_folder.ServiceKeys);
        return Task.CompletedTask;
    }

    private Task RecoverCheckpointsAsync(CancellationToken cancellationToken)
    {
        var deadLettered = new DeadLetteredMessages(StorageConnectionString);
        var recovery = new CheckpointRecovery(
            FlightEvents,
            FlightEvents.GetConsumerGroup(ConsumerGroupName),
            Kusto(),
            deadLettered.FindAsync,
            _options.LoggerFactory.CreateLogger<CheckpointRecovery>());
        return recovery.RunAsync(cancellationToken);
    }

    private async Task StartTelemetryAsync(CancellationToken cancellationToken) =>
        _telemetry = await StackTelemetry.StartAsync(_options, cancellationToken).ConfigureAwait(false);

    private async Task StartFunctionsAsync(Task consumer, CancellationToken cancellationToken)
    {
        var app = _options.FunctionsApp ?? BuildPaths.FunctionsApp;
        if (_options.RequireKeys)
            _keys = FunctionKeys.LoadOrCreate(_folder.Keys, FunctionsApp.HttpFunctions(app), AppSettings.Scopes.Keys);
        var options = new FunctionsHostOptions
        {
            AppFolder = app,
            Settings = AppSettings.From(this, _telemetry!.Receiver, _keys, _serviceKeys, _options.Settings),
            Port = _options.FunctionsPort,
            Keys = _keys,
            AllowedOrigins = _options.AllowedOrigins,
            EventSource = _options.UseEventProcessor ? null : Events,
            TriggerMetadata = FunctionsApp.TriggerMetadata,
            WaitForDebugger = _options.WaitForDebugger,
            TriggersAfter = consumer,
            MapEndpoints = endpoints => StackPages.Map(endpoints, this, _telemetry!.Receiver),
            InvocationCompleted = _options.InvocationCompleted,
            LoggerFactory = _options.LoggerFactory,
        };
        _functions = await FunctionsHost.StartAsync(options, cancellationToken).ConfigureAwait(false);
        ApiEndpoint = new Uri(_functions.Endpoint, _functions.RoutePrefix.Length == 0 ? "" : _functions.RoutePrefix + "/");
    }

    private async Task StartBoardAsync(CancellationToken cancellationToken) => _board = await BoardServer
        .StartAsync(this, _telemetry!.Receiver, _options.BoardPortOrDefault, _options.LoggerFactory, cancellationToken)
        .ConfigureAwait(false);

    private async Task StartAzuriteAsync(CancellationToken cancellationToken) =>
        _azurite = await AzuriteServer.StartAsync(
            new AzuriteOptions
            {
                NodeModules = BuildPaths.NodeModules,
                DataDirectory = _folder.Azurite,
                Ports = AzuritePorts.From(_options.AzuritePort),
                AccountKey = _serviceKeys?.Storage ?? AzuriteServer.WellKnownKey,
            },
            _options.LoggerFactory.CreateLogger<AzuriteServer>(),
            cancellationToken).ConfigureAwait(false);

    private async Task StartBrokerAsync(CancellationToken cancellationToken)
    {
        _broker = await EventHubBroker.StartAsync(
            new EventHubBrokerOptions
            {
                DataDirectory = _folder.EventHubs,
                Port = _options.EventHubsPort,
                AmqpPort = _options.AmqpPort,
                AmqpTlsPort = _options.AmqpTlsPort,
                AccessPolicies = [_serviceKeys is null ? AccessPolicy.Root : AccessPolicy.Root with { Key = _serviceKeys.EventHubs }],
                RequiresTokenForStatus = _serviceKeys is not null,
                Hubs = [new EventHubDefinition(Hub, _options.Partitions, [ConsumerGroupName])],
                LoggerFactory = _options.LoggerFactory,
            },
            cancellationToken).ConfigureAwait(false);
        _events = new BrokerEventSource(_broker);
    }

    private static InvalidOperationException NotStarted() => new("The stack has not started.");
}
