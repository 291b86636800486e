namespace LocalEventHubs.Storage;

/// <summary>The stored definition of a hub.</summary>
/// <param name="CreatedAt">
/// The creation time. It is <c>null</c> in files from older versions, and so is <paramref name="ConsumerGroups"/>.
/// </param>
internal sealed record HubFile(
    string Name, int PartitionCount, DateTimeOffset? CreatedAt = null, IReadOnlyList<string>? ConsumerGroups = null);
