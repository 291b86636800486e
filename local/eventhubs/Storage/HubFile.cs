namespace LocalEventHubs.Storage;

/// <summary>What a hub was created with.</summary>
internal sealed record HubFile(string Name, int PartitionCount);
