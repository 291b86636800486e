using LocalEventHubs;
using LocalEventHubs.Configuration;
using LocalEventHubs.Security;
using LocalFunctions.Host;
using LocalFunctions.Host.Http;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Board;
using LocalStack.Configuration;
using LocalStack.EventHubs;
using LocalStack.Fleet;
using LocalStack.Kusto;
using LocalStack.Storage;
using LocalStack.Telemetry;
using Microsoft.Extensions.Logging;

namespace LocalStack;

/// <content>Starts the components.</content>
public sealed partial class LocalStackHost
{
    /// <summary>
    /// The maximum number of concurrent queries, which corresponds to about a second of work. With a higher limit, clients would disconnect
    /// before their queries begin. Azure's limit of ten per core is intended for clusters with many more cores, and a load test uses more
    /// clients than that limit allows.
    /// </summary>
    private static readonly int MaxConcurrentQueries = Math.Max(100, Environment.ProcessorCount * 50);

    private async Task StartKustoServerAsync(CancellationToken cancellationToken)
    {
        var kustoOptions = new KustoServerOptions
        {
            DataDirectory = _folder.Kusto,
            Port = KustoEndpoint?.Port ?? _options.KustoPort,
            Database = ResourceNames.Database,
            MaxConcurrentQueries = MaxConcurrentQueries,
            AccessToken = KustoToken,
            SampleQueries = SampleQueries.Read(BuildPaths.KustoSamples),
            LoggerFactory = _options.LoggerFactory,
        };
        _kusto = await KustoServer.StartAsync(kustoOptions, cancellationToken).ConfigureAwait(false);
        KustoEndpoint = _kusto.Endpoint;
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
            FlightEvents.GetConsumerGroup(ResourceNames.ConsumerGroup),
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

    private async Task SimulateFleetAsync(CancellationToken cancellationToken)
    {
        if (_options.FleetSystems is { } systems)
            _fleet = await FleetReport.SimulateAsync(systems, cancellationToken).ConfigureAwait(false);
    }

    private async Task StartBoardAsync(CancellationToken cancellationToken)
    {
        var sources = new BoardSources(
            Functions, ApiEndpoint, _keys, FlightEvents, MeasureLagAsync, KustoEndpoint, Kusto, _telemetry!.Receiver, Dashboard, _fleet,
            () => Azurite.ProcessId);
        _board = await BoardServer
            .StartAsync(sources, _options.BoardPortOrDefault, _options.LoggerFactory, cancellationToken)
            .ConfigureAwait(false);
    }

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
                Hubs = [new EventHubDefinition(ResourceNames.EventHub, _options.Partitions, [ResourceNames.ConsumerGroup])],
                LoggerFactory = _options.LoggerFactory,
            },
            cancellationToken).ConfigureAwait(false);
        _events = new BrokerEventSource(_broker);
    }
}
