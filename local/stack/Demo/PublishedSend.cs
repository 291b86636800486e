namespace LocalStack.Demo;

/// <summary>An acknowledged send.</summary>
/// <param name="Events">The number of its events.</param>
/// <param name="LastRow">The sample's row of the last of them.</param>
/// <param name="SentAt">The time before the send began.</param>
/// <param name="Acknowledged">The timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal sealed record PublishedSend(int Events, long LastRow, DateTimeOffset SentAt, long Acknowledged);
