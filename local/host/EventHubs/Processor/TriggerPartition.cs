using Azure.Messaging.EventHubs.Primitives;

namespace LocalFunctions.Host.EventHubs.Processor;

/// <summary>The processing state of a partition that a <see cref="TriggerEventProcessor"/> owns.</summary>
internal sealed class TriggerPartition : EventProcessorPartition
{
    /// <summary>The events that are waiting until the minimum batch size is reached.</summary>
    public List<ReceivedEvent> Waiting { get; } = [];

    /// <summary>The time at which the first event in <see cref="Waiting"/> arrived.</summary>
    public long WaitingSince { get; set; }

    public PartitionProcessor Processor { get; set; } = null!;
}
