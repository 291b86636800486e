namespace LocalFunctions.Host.EventHubs;

/// <summary>An event hub, as one consumer group reads it.</summary>
public interface IEventHub
{
    /// <summary>The namespace's host name.</summary>
    string FullyQualifiedNamespace { get; }

    /// <summary>All partitions. A host reads all of them.</summary>
    IReadOnlyList<IEventPartition> Partitions { get; }
}
