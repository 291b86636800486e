namespace LocalFunctions.Host;

/// <summary>The last event of a partition that a consumer group is done with.</summary>
public readonly record struct Checkpoint(string Offset, long SequenceNumber);
