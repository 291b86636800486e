using LocalKusto;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LocalStack.Telemetry;

/// <summary>The spans of this process. The Kusto engine creates a span for each request in the caller's trace.</summary>
internal static class StackSpans
{
    /// <summary>The <c>service.name</c> of this process.</summary>
    public const string ServiceName = "local-stack";

    /// <summary>Exports the spans until the result is disposed of. Spans that the collector does not accept are lost.</summary>
    public static TracerProvider ExportTo(OtlpCollector collector) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(ServiceName))
        .AddSource(KustoServer.ActivitySourceName)
        .AddOtlpExporter(otlp =>
        {
            otlp.Endpoint = collector.Traces;
            otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
            otlp.Headers = collector.Key is { } key ? $"{OtlpCollector.KeyHeader}={key}" : null;
        })
        .Build();
}
