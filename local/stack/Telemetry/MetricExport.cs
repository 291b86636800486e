using LocalStack.Telemetry.Otlp;

namespace LocalStack.Telemetry;

/// <summary>All metrics of one export, cumulative since the start of the worker, and when they arrived.</summary>
internal sealed record MetricExport(DateTimeOffset ReceivedAt, IReadOnlyList<Metric> Metrics);
