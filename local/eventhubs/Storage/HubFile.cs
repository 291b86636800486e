namespace LocalEventHubs.Storage;

/// <summary>The stored definition of a hub.</summary>
/// <param name="CreatedAt">Null in files of older versions, as is <paramref name="ConsumerGroups"/>.</param>
internal sealed record HubFile(
    string Name, int PartitionCount, DateTimeOffset? CreatedAt = null, IReadOnlyList<string>? ConsumerGroups = null);
