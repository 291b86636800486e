using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>The values that the board reads every second.</summary>
/// <param name="At">The time of the reading.</param>
/// <param name="Metrics">The app's metrics as of their last export.</param>
/// <param name="Enqueued">The number of messages that the event hub has ever accepted.</param>
/// <param name="Partitions">The event hub's partitions.</param>
/// <param name="Processes">The running processes of the stack.</param>
internal sealed record Reading(
    DateTimeOffset At,
    MetricTotals Metrics,
    long Enqueued,
    IReadOnlyList<PartitionReading> Partitions,
    IReadOnlyList<ProcessReading> Processes);

/// <param name="Waiting">The number of messages that the ingesting function has not completed.</param>
/// <param name="LagSeconds">The age of the oldest waiting message in seconds.</param>
internal sealed record PartitionReading(string Id, double Waiting, double LagSeconds);

/// <param name="Processor">The total processor time that the process has used.</param>
/// <param name="MemoryBytes">The size of the working set in bytes.</param>
internal sealed record ProcessReading(string Name, int Id, TimeSpan Processor, long MemoryBytes);
