using System.Diagnostics.Metrics;
using LatamFunctions.Ingestion;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Tests.Support;

/// <summary>Metrics without a listener.</summary>
internal static class NoTelemetry
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();

    public static IngestMetrics Metrics() => new(Meters);

    public static ApiMetrics Api() => new(Meters);
}
