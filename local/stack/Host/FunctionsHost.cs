using LocalEventHubs;
using LocalStack.Metrics;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalStack.Host;

/// <summary>Runs the functions of an app in this process, the way the Functions host would call them through its worker.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    /// <summary>How long a call under way may take to end by itself when the host stops.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<EventHubTrigger> _eventHubTriggers = [];
    private readonly IHost _app;
    private readonly MetricChannel _metrics;
    private HttpServer? _http;

    private FunctionsHost(IHost app, MetricChannel metrics)
    {
        _app = app;
        _metrics = metrics;
    }

    /// <summary>The HTTP functions' root, without the route prefix.</summary>
    public Uri Endpoint => _http!.Endpoint;

    /// <summary>Null if functions are called without keys.</summary>
    public FunctionKeys? Keys { get; private set; }

    public string RoutePrefix { get; private set; } = "";

    public IReadOnlyList<HttpFunction> HttpFunctions { get; private set; } = [];

    /// <exception cref="FunctionCatalogException">A function that this host cannot run.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, EventHubBroker broker, CancellationToken cancellationToken)
    {
        var metrics = new MetricChannel();
        var args = options.Settings.Select(setting => $"--{setting.Key}={setting.Value}").ToArray();
        var app = await EntryPoint.BuildHostAsync(options.App, args, Configure).ConfigureAwait(false);
        var host = new FunctionsHost(app, metrics);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            await host.StartTriggersAsync(options, broker, cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        void Configure(IHostBuilder builder) => builder.ConfigureServices(services =>
        {
            services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
            services.AddSingleton(options.LoggerFactory);
            services.AddSingleton<ITelemetryChannel>(metrics);
        });
    }

    /// <summary>Stops taking requests and events; lets what is under way end.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.CancelAfter(GracePeriod);
        var triggers = _eventHubTriggers.Select(trigger => trigger.DisposeAsync().AsTask());
        await Task.WhenAll(triggers.Append(_http?.DisposeAsync().AsTask() ?? Task.CompletedTask)).ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        if (_app is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
        else
            _app.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The app's metrics and the state of the event hubs. What the app aggregates comes with the call.</summary>
    private async Task<string> MetricsAsync(CancellationToken cancellationToken)
    {
        _app.Services.GetService<TelemetryClient>()?.Flush();
        var gauges = new List<Gauge>();
        foreach (var trigger in _eventHubTriggers)
            gauges.AddRange(await trigger.GaugesAsync(cancellationToken).ConfigureAwait(false));
        return PrometheusText.Of(_metrics.Collect(), gauges);
    }

    private async Task StartTriggersAsync(FunctionsHostOptions options, EventHubBroker broker, CancellationToken cancellationToken)
    {
        var logger = options.LoggerFactory.CreateLogger<FunctionsHost>();
        var hostJson = HostJson.Load(options.HostJsonPath);
        var functions = FunctionCatalog.Find(options.App);
        Keys = options.Keys;
        RoutePrefix = hostJson.RoutePrefix;
        HttpFunctions =
        [
            .. functions
                .Where(function => function.Trigger is HttpTriggerAttribute)
                .Select(function => new HttpFunction(function, RoutePrefix, _app.Services, Keys, _stopping.Token, logger)),
        ];
        foreach (var function in functions.Where(function => function.Trigger is not HttpTriggerAttribute))
        {
            if (function.Trigger is not EventHubTriggerAttribute)
            {
                throw new FunctionCatalogException(
                    function.Name, function.Method, $"has the trigger {function.Trigger.GetType().Name}, which this host does not have");
            }

            _eventHubTriggers.Add(EventHubTrigger.Start(function, broker, _app.Services, hostJson.EventHubs, options.TimeProvider, logger));
        }

        _http = await HttpServer
            .StartAsync(options.Port, HttpFunctions, options.AllowedOrigins, MetricsAsync, options.LoggerFactory, cancellationToken)
           .ConfigureAwait(false);
    }
}
