namespace LocalStack.Demo;

/// <summary>An acknowledged send.</summary>
/// <param name="Events">The number of events in the send.</param>
/// <param name="LastRow">The sample row of the last event.</param>
/// <param name="SentAt">A time before the start of the send.</param>
/// <param name="Acknowledged">The <see cref="System.Diagnostics.Stopwatch"/> timestamp of the acknowledgment.</param>
internal sealed record PublishedSend(int Events, long LastRow, DateTimeOffset SentAt, long Acknowledged);
