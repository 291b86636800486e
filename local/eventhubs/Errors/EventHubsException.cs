namespace LocalEventHubs.Errors;

/// <summary>The exception for a request that the broker rejects. The message describes the error and the expected value.</summary>
public sealed class EventHubsException(EventHubsErrorReason reason, string message) : Exception(message)
{
    public EventHubsErrorReason Reason { get; } = reason;
}
