namespace LocalEventHubs.Configuration;

/// <param name="Name">The name, which contains letters, digits, '.', '-' and '_'. Names are case-insensitive.</param>
/// <param name="PartitionCount">
/// The number of partitions, from 1 to 1024. The number cannot be changed after the hub has been created.
/// </param>
/// <param name="ConsumerGroups">The consumer groups in addition to <c>$Default</c>, which every hub has.</param>
public sealed record EventHubDefinition(string Name, int PartitionCount, IReadOnlyList<string> ConsumerGroups)
{
    /// <summary>The retention time, or <c>null</c> to use <see cref="EventHubBrokerOptions.RetentionTime"/>.</summary>
    public TimeSpan? RetentionTime { get; init; }

    /// <summary>
    /// The maximum size of a partition in bytes, or <c>null</c> to use <see cref="EventHubBrokerOptions.RetentionSize"/>.
    /// </summary>
    public long? RetentionSize { get; init; }
}
