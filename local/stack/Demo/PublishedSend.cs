namespace LocalStack.Demo;

/// <summary>An acknowledged send.</summary>
/// <param name="Events">The number of its events.</param>
/// <param name="LastRow">The sample's row of the last of them.</param>
/// <param name="SentAt">Before it began.</param>
/// <param name="Acknowledged">By <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal sealed record PublishedSend(int Events, long LastRow, DateTimeOffset SentAt, long Acknowledged);
