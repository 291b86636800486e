namespace Azure.Messaging.EventHubs.Producer;

public class SendEventOptions
{
    public string PartitionId { get; set; }

    /// <summary>Events with the same key go to the same partition, in the order in which they are sent.</summary>
    public string PartitionKey { get; set; }
}
