using LocalStack.Telemetry.Otlp;

namespace LocalStack.Telemetry;

/// <summary>The metrics in one export, which are cumulative since the worker started, and the export's arrival time.</summary>
internal sealed record MetricExport(DateTimeOffset ReceivedAt, IReadOnlyList<Metric> Metrics);
