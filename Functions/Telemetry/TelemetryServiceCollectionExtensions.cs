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
    /// <summary>The name of the <see cref="Meter"/> of all metrics of the app.</summary>
    public const string MeterName = "LatamFunctions";

    /// <summary>
    /// Framework categories that log several lines for each request or call at Information. Without a filter all of them would reach the
    /// host and Application Insights: host.json's log levels do not govern the worker.
    /// </summary>
    private static readonly string[] FrameworkCategories =
        ["Microsoft.AspNetCore", "Microsoft.Azure.Functions.Worker", "System.Net.Http", "Azure", "Polly"];

    /// <summary>
    /// Metrics, spans and logs through OpenTelemetry: to Azure Monitor where a connection string is set, to an OTLP endpoint where one is
    /// set, to both or to none (docs/decisions/0014-telemetry.md).
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is invalid; the message names it.</exception>
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
            // The default sampler would drop the spans of callers that do not sample their own.
            telemetry.WithTracing(tracing => tracing.SetSampler(new TraceIdRatioBasedSampler(settings.TraceSamplingRatio)));
            return services;
        }

        return services.AddApplicationInsightsTelemetryWorkerService(options =>
        {
            options.ConnectionString = settings.ConnectionString;
            options.Credential = settings.Credential;

            // A ratio instead of the default of five traces per second, which drops the logs of unsampled traces, too.
            options.SamplingRatio = (float)settings.TraceSamplingRatio;
            options.TracesPerSecond = settings.TracesPerSecond;
            options.EnableTraceBasedLogsSampler = false;

            // The platform's own metrics cover these.
            options.EnablePerformanceCounterCollectionModule = false;
            options.AddAutoCollectedMetricExtractor = false;
        });
    }

    private static void AddFrameworkFilters(this ILoggingBuilder logging)
    {
        foreach (var category in FrameworkCategories)
            logging.AddFilter(category, LogLevel.Warning);
    }

    /// <summary>The exporters' and the worker's own calls are most of what HttpClient measures.</summary>
    private static MetricStreamConfiguration? WithoutHttpClient(Instrument instrument) =>
        instrument.Meter.Name is "System.Net.Http" or "System.Net.NameResolution" ? MetricStreamConfiguration.Drop : null;
}
