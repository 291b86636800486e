using LatamFunctions.Telemetry;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.Extensibility;

namespace LatamFunctions.Tests.Support;

internal static class NoTelemetry
{
    /// <summary>Metrics that go nowhere.</summary>
    public static IngestMetrics Metrics() => new(new TelemetryClient(new TelemetryConfiguration()));
}
