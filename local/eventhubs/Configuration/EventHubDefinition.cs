namespace LocalEventHubs.Configuration;

/// <param name="Name">Letters, digits, '.', '-', '_'; compared case-insensitively.</param>
/// <param name="PartitionCount">1 to 1024; fixed once the hub has been created.</param>
/// <param name="ConsumerGroups">The consumer groups in addition to <c>$Default</c>, which every hub has.</param>
public sealed record EventHubDefinition(string Name, int PartitionCount, IReadOnlyList<string> ConsumerGroups)
{
    /// <summary>The retention of events; null for <see cref="EventHubBrokerOptions.RetentionTime"/>.</summary>
    public TimeSpan? RetentionTime { get; init; }

    /// <summary>The largest size of a partition in bytes; null for <see cref="EventHubBrokerOptions.RetentionSize"/>.</summary>
    public long? RetentionSize { get; init; }
}
