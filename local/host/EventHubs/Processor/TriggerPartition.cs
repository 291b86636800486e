using Azure.Messaging.EventHubs.Primitives;

namespace LocalFunctions.Host.EventHubs.Processor;

/// <summary>A partition that a <see cref="TriggerEventProcessor"/> owns: the state of its processing.</summary>
internal sealed class TriggerPartition : EventProcessorPartition
{
    /// <summary>Events that wait for the minimum of a batch.</summary>
    public List<ReceivedEvent> Waiting { get; } = [];

    /// <summary>The time at which the first of <see cref="Waiting"/> arrived.</summary>
    public long WaitingSince { get; set; }

    public PartitionProcessor Processor { get; set; } = null!;
}
