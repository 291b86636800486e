namespace LocalEventHubs.Storage;

/// <summary>The stored definition of a hub.</summary>
/// <param name="CreatedAt">
/// The creation time. In files from older versions, this value and <paramref name="ConsumerGroups"/> are <c>null</c>.
/// </param>
internal sealed record HubFile(
    string Name, int PartitionCount, DateTimeOffset? CreatedAt = null, IReadOnlyList<string>? ConsumerGroups = null);
