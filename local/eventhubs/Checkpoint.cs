namespace LocalEventHubs;

/// <summary>The last event that a consumer group is done with, in one partition. Reading resumes after it.</summary>
public sealed record Checkpoint(string Offset, long SequenceNumber);
