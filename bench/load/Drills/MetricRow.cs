namespace LoadBenchmark.Drills;

/// <summary>A row of AppMetrics: the values of a metric with one set of labels in one minute.</summary>
internal sealed record MetricRow(string Name, IReadOnlyDictionary<string, string> Labels, double Sum, double Max, long Count);
