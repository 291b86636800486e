namespace LocalEventHubs;

/// <param name="Name">Letters, digits, '.', '-', '_'; compared without case.</param>
/// <param name="PartitionCount">1 to 1024; fixed once the hub has been created.</param>
/// <param name="ConsumerGroups">Besides <c>$Default</c>, which every hub has.</param>
public sealed record EventHubDefinition(string Name, int PartitionCount, IReadOnlyList<string> ConsumerGroups)
{
    /// <summary>Null: <see cref="EventHubBrokerOptions.RetentionTime"/>.</summary>
    public TimeSpan? RetentionTime { get; init; }

    /// <summary>Of each partition, in bytes; null: <see cref="EventHubBrokerOptions.RetentionSize"/>.</summary>
    public long? RetentionSize { get; init; }
}
