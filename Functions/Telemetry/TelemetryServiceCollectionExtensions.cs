using System.Diagnostics.Metrics;
using LatamFunctions.Kusto;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LatamFunctions.Telemetry;

internal static class TelemetryServiceCollectionExtensions
{
    /// <summary>The name of the <see cref="Meter"/> for all metrics of the app.</summary>
    public const string MeterName = "LatamFunctions";

    /// <summary>
    /// Framework categories that log several lines per request or call at the level Information. A filter is necessary because the log
    /// levels in host.json do not apply to the worker.
    /// </summary>
    private static readonly string[] FrameworkCategories =
        ["Microsoft.AspNetCore", "Microsoft.Azure.Functions.Worker", "System.Net.Http", "Azure", "Polly"];

    /// <summary>
    /// Adds OpenTelemetry metrics, spans and logs. The telemetry is exported to Azure Monitor if a connection string is set, and to an OTLP
    /// endpoint if an endpoint is set (docs/decisions/0014-telemetry.md).
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is invalid. The message contains the name of the setting.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = TelemetrySettings.From(configuration);
        services.AddSingleton<ApiMetrics>();
        services.AddSingleton<ServiceLevelCounter>();
        services.AddHostedService<ServiceLevelWriter>();
        services.AddLogging(logging => logging.AddFrameworkFilters());

        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithMetrics(metrics => metrics.AddMeter(MeterName).AddView(WithoutHttpClient))
            .WithTracing(tracing => tracing.AddSource(EventSpans.SourceName, KustoSpans.SourceName));
        if (settings.HasOtlpEndpoint)
            telemetry.UseOtlpExporter();

        if (settings.ConnectionString is null)
        {
            // The default sampler would drop spans if the caller does not sample its own spans.
            telemetry.WithTracing(tracing => tracing.SetSampler(new TraceIdRatioBasedSampler(settings.TraceSamplingRatio)));
            return services;
        }

        return services.AddApplicationInsightsTelemetryWorkerService(options =>
        {
            options.ConnectionString = settings.ConnectionString;
            options.Credential = settings.Credential;

            // Uses a ratio instead of the default limit of five traces per second, and keeps the logs of unsampled traces.
            options.SamplingRatio = (float)settings.TraceSamplingRatio;
            options.TracesPerSecond = settings.TracesPerSecond;
            options.EnableTraceBasedLogsSampler = false;

            // Azure platform metrics already include these values.
            options.EnablePerformanceCounterCollectionModule = false;
            options.AddAutoCollectedMetricExtractor = false;
        });
    }

    private static void AddFrameworkFilters(this ILoggingBuilder logging)
    {
        foreach (var category in FrameworkCategories)
            logging.AddFilter(category, LogLevel.Warning);
    }

    /// <summary>Drops the metrics of HttpClient, which mostly measure calls by the exporters and the worker.</summary>
    private static MetricStreamConfiguration? WithoutHttpClient(Instrument instrument) =>
        instrument.Meter.Name is "System.Net.Http" or "System.Net.NameResolution" ? MetricStreamConfiguration.Drop : null;
}
