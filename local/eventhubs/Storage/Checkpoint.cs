namespace LocalEventHubs.Storage;

/// <summary>The last event of a partition that a consumer group has processed. Reading resumes after it.</summary>
public sealed record Checkpoint(string Offset, long SequenceNumber);
