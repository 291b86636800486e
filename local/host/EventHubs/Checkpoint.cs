namespace LocalFunctions.Host.EventHubs;

/// <summary>The last event of a partition that a consumer group has processed.</summary>
public readonly record struct Checkpoint(string Offset, long SequenceNumber);
