namespace Azure.Messaging.EventHubs.Producer;

public class EventHubProducerClientOptions
{
    public EventHubsRetryOptions RetryOptions { get; set; } = new();
}
