namespace LocalEventHubs.Storage;

/// <summary>The last event of a partition that a consumer group has processed. Reading resumes after this event.</summary>
public sealed record Checkpoint(string Offset, long SequenceNumber);
