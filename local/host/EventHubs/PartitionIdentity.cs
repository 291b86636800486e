namespace LocalFunctions.Host.EventHubs;

/// <summary>The identity of a partition for functions: <c>PartitionContext</c> of the trigger's metadata.</summary>
internal sealed record PartitionIdentity(string FullyQualifiedNamespace, string EventHubName, string ConsumerGroup, string PartitionId);
