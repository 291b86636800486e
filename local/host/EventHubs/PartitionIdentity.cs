namespace LocalFunctions.Host.EventHubs;

/// <summary>The identity of a partition, which functions receive as <c>PartitionContext</c> in the trigger's metadata.</summary>
internal sealed record PartitionIdentity(string FullyQualifiedNamespace, string EventHubName, string ConsumerGroup, string PartitionId);
