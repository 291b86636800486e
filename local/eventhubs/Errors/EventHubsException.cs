namespace LocalEventHubs.Errors;

/// <summary>A request that the broker rejects. The message states the error and the expected value.</summary>
public sealed class EventHubsException(EventHubsErrorReason reason, string message) : Exception(message)
{
    public EventHubsErrorReason Reason { get; } = reason;
}
