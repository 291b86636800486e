namespace LocalFunctions.Host.EventHubs;

/// <summary>Which partition, as functions see it: <c>PartitionContext</c> of the trigger's metadata.</summary>
internal sealed record PartitionIdentity(string FullyQualifiedNamespace, string EventHubName, string ConsumerGroup, string PartitionId);
