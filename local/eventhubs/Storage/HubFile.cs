namespace LocalEventHubs.Storage;

/// <summary>The stored definition of a hub.</summary>
/// <param name="CreatedAt">
/// The creation time. The creation time and <paramref name="ConsumerGroups"/> are <c>null</c> in files from older versions.
/// </param>
internal sealed record HubFile(
    string Name, int PartitionCount, DateTimeOffset? CreatedAt = null, IReadOnlyList<string>? ConsumerGroups = null);
