namespace LocalEventHubs;

/// <summary>A request that the broker refuses. The message says what was wrong and what would be right.</summary>
public sealed class EventHubsException(EventHubsErrorReason reason, string message) : Exception(message)
{
    public EventHubsErrorReason Reason { get; } = reason;
}
