namespace LocalFunctions.Host.EventHubs;

/// <summary>An event hub from the perspective of one consumer group.</summary>
public interface IEventHub
{
    /// <summary>The namespace's host name.</summary>
    string FullyQualifiedNamespace { get; }

    /// <summary>The hub's partitions. A host reads all partitions.</summary>
    IReadOnlyList<IEventPartition> Partitions { get; }
}
