using System.Collections.Immutable;
using System.Diagnostics;
using LocalEventHubs;
using LocalEventHubs.Hubs;
using LocalFunctions.Host;
using LocalFunctions.Host.Http;
using LocalKusto;
using LocalStack.Board;
using LocalStack.Configuration;
using LocalStack.Demo;
using LocalStack.EventHubs;
using LocalStack.Fleet;
using LocalStack.Kusto;
using LocalStack.Storage;
using LocalStack.Telemetry;

namespace LocalStack;

/// <summary>
/// The local replacements for Azure services, and the Functions host that runs the app. The event hub, the Kusto database with the schema
/// in kusto/schema.kql, the host and the telemetry receiver run in this process. Azurite, the worker and the optional Aspire dashboard are
/// child processes.
/// </summary>
public sealed partial class LocalStackHost : IAsyncDisposable
{
    private readonly LocalStackOptions _options;
    private readonly DataFolder _folder;
    private readonly HttpClient _http = new();

    /// <summary>
    /// A client with a long timeout, because a query of the flights view can take minutes after a demo with millions of events.
    /// </summary>
    private readonly HttpClient _demoHttp = new() { Timeout = TimeSpan.FromMinutes(15) };
    private AzuriteServer? _azurite;
    private KustoServer? _kusto;
    private EventHubBroker? _broker;
    private BrokerEventSource? _events;
    private StackTelemetry? _telemetry;
    private FunctionKeys? _keys;
    private ServiceKeys? _serviceKeys;
    private FunctionsHost? _functions;
    private FleetReport? _fleet;
    private BoardServer? _board;
    private int _disposed;

    private LocalStackHost(LocalStackOptions options, DataFolder folder)
    {
        _options = options;
        _folder = folder;
    }

    /// <summary>The root of the HTTP functions with their route prefix, such as <c>http://127.0.0.1:7071/api/</c>.</summary>
    public Uri ApiEndpoint { get; private set; } = null!;

    public Uri FunctionsEndpoint => Functions.Endpoint;

    /// <summary>The address of the board, or <c>null</c> if the stack runs without functions.</summary>
    public Uri? BoardEndpoint => _board?.Endpoint;

    /// <summary>The address of the page with the simulated systems, or <c>null</c> if the stack simulates no systems.</summary>
    public Uri? FleetPage => _fleet is null || BoardEndpoint is null ? null : new Uri(BoardEndpoint, BoardServer.FleetPath);

    public Uri KustoEndpoint { get; private set; } = null!;

    public Uri EventHubsEndpoint => Broker.Endpoint;

    /// <summary>The connection string for AMQP clients. All SDKs accept this connection string.</summary>
    public string EventHubsConnectionString => Broker.ConnectionString;

    /// <summary>
    /// The connection string for AMQP clients that require TLS. These clients must trust <see cref="EventHubsCertificatePath"/>.
    /// </summary>
    public string EventHubsTlsConnectionString => Broker.TlsConnectionString!;

    public string EventHubsCertificatePath => Broker.CertificatePath!;

    /// <summary>The connection string for Azurite's blobs, queues and tables.</summary>
    public string StorageConnectionString => Azurite.ConnectionString;

    public string DataDirectory => _folder.Path;

    /// <summary>The key that grants access to all operations, or <c>null</c> if the functions require no key.</summary>
    public string? FunctionKey => _keys?.Default;

    /// <summary>The keys by scope (read, publish, operate), or an empty dictionary if the functions require no key.</summary>
    public IReadOnlyDictionary<string, string> ApiKeys => _keys?.Named ?? ImmutableDictionary<string, string>.Empty;

    /// <summary>The bearer token for the Kusto engine, or <c>null</c> if the engine requires no token.</summary>
    public string? KustoToken => _serviceKeys?.Kusto;

    /// <summary>The duration of <see cref="StartAsync(LocalStackOptions, CancellationToken)"/>.</summary>
    public TimeSpan StartDuration { get; private set; }

    internal EventHub FlightEvents => Broker.GetHub(ResourceNames.EventHub);

    /// <summary>
    /// The number of events that the ingesting function has not completed. With <see cref="LocalStackOptions.UseEventProcessor"/>, the
    /// value is the number of all events.
    /// </summary>
    internal long Backlog
    {
        get
        {
            var group = FlightEvents.GetConsumerGroup(ResourceNames.ConsumerGroup);
            return FlightEvents.Partitions.Sum(partition => Events.EventsWaiting(partition, group));
        }
    }

    /// <summary>The function keys, or <c>null</c> if the functions require no key.</summary>
    internal FunctionKeys? Keys => _keys;

    internal FunctionsHost Functions => _functions ?? throw NotStarted();

    internal AzuriteServer Azurite => _azurite ?? throw NotStarted();

    /// <summary>The Aspire dashboard, or <c>null</c> if the stack has no dashboard.</summary>
    internal AspireDashboard? Dashboard => _telemetry?.Dashboard;

    internal BrokerEventSource Events => _events ?? throw NotStarted();

    private EventHubBroker Broker => _broker ?? throw NotStarted();

    /// <exception cref="StackStartException">
    /// The data folder or a port is in use, a file is damaged, or a component cannot start.
    /// </exception>
    public static Task<LocalStackHost> StartAsync(LocalStackOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, runsFunctions: true, cancellationToken);

    /// <summary>Starts all components except the functions, so that events remain in the event hub.</summary>
    /// <exception cref="StackStartException">See <see cref="StartAsync(LocalStackOptions, CancellationToken)"/>.</exception>
    internal static Task<LocalStackHost> StartServicesAsync(LocalStackOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, runsFunctions: false, cancellationToken);

    /// <summary>
    /// Stops the components in this order: the board, the functions, the telemetry receiver, the broker, Kusto and Azurite.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

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
        _demoHttp.Dispose();
        _folder.Dispose();
    }

    internal async Task StopKustoAsync()
    {
        if (_kusto is not null)
            await _kusto.DisposeAsync().ConfigureAwait(false);
        _kusto = null;
    }

    /// <summary>
    /// Starts the engine, applies the schema and loads the reference data. If the engine was stopped, it starts again on the same port.
    /// </summary>
    internal async Task StartKustoAsync(CancellationToken cancellationToken)
    {
        await StartKustoServerAsync(cancellationToken).ConfigureAwait(false);
        await DatabaseSchema.ApplyAsync(Kusto(), cancellationToken).ConfigureAwait(false);
    }

    internal DemoTarget DemoTarget() => new(
        ApiEndpoint, FunctionKey, BoardEndpoint, EventHubsConnectionString, StorageConnectionString, Kusto(_demoHttp), () => Backlog);

    /// <summary>
    /// Returns the number of waiting events per partition and the age of the oldest event. With <see
    /// cref="LocalStackOptions.UseEventProcessor"/>, the values are computed, as in Azure, from checkpoints that are updated every few
    /// batches.
    /// </summary>
    internal async Task<IReadOnlyList<LabelledValue>> MeasureLagAsync(CancellationToken cancellationToken)
    {
        var group = FlightEvents.GetConsumerGroup(ResourceNames.ConsumerGroup);
        Func<Partition, long> eventsWaiting = partition => Events.EventsWaiting(partition, group);
        if (_options.UseEventProcessor)
        {
            var checkpoints = new ProcessorCheckpoints(
                StorageConnectionString, Broker.AmqpEndpoint.Host, ResourceNames.EventHub, ResourceNames.ConsumerGroup);
            var next = await checkpoints.ReadAsync(cancellationToken).ConfigureAwait(false);
            eventsWaiting = partition => Math.Max(
                0, partition.LastSequenceNumber + 1 - Math.Max(next.GetValueOrDefault(partition.Id), partition.FirstSequenceNumber));
        }

        return await ConsumerLag
            .MeasureAsync(FlightEvents, eventsWaiting, TimeProvider.System, cancellationToken)
            .ConfigureAwait(false);
    }

    internal KustoRestClient Kusto() => Kusto(_http);

    private KustoRestClient Kusto(HttpClient http) => new(http, KustoEndpoint, ResourceNames.Database, KustoToken);

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

    /// <summary>
    /// Starts the components in the order of their dependencies. The worker starts when the services are listening, while the schema is
    /// being applied and the checkpoints are being recovered. The worker's triggers start afterward.
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
            var fleet = Start("The fleet", SimulateFleetAsync);
            parts.AddRange([functions, fleet, Start("The board", StartBoardAsync, functions, fleet)]);
        }

        await Task.WhenAll(parts).ConfigureAwait(false);

        Task Start(string part, Func<CancellationToken, Task> start, params Task[] dependencies) =>
            StackPart.StartAsync(part, start, cancellationToken, dependencies);
    }

    private static InvalidOperationException NotStarted() => new("The stack has not started.");
}
