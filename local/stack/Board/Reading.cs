using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>The values that the board reads each second.</summary>
/// <param name="At">The time of the reading.</param>
/// <param name="Metrics">The app's metrics up to their last export.</param>
/// <param name="Enqueued">All messages that the event hub has ever taken.</param>
/// <param name="Partitions">The event hub's partitions.</param>
/// <param name="Processes">The stack's processes that run.</param>
internal sealed record Reading(
    DateTimeOffset At,
    MetricTotals Metrics,
    long Enqueued,
    IReadOnlyList<PartitionReading> Partitions,
    IReadOnlyList<ProcessReading> Processes);

/// <param name="Waiting">Messages that the ingesting function has not completed.</param>
/// <param name="LagSeconds">The age of the oldest of them.</param>
internal sealed record PartitionReading(string Id, double Waiting, double LagSeconds);

/// <param name="Processor">The processor time that it has used.</param>
/// <param name="MemoryBytes">The size of the working set.</param>
internal sealed record ProcessReading(string Name, int Id, TimeSpan Processor, long MemoryBytes);
