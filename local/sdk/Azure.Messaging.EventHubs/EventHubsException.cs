namespace Azure.Messaging.EventHubs;

public class EventHubsException : Exception
{
    public EventHubsException(bool isTransient, string eventHubName, string message)
        : base(message)
    {
        IsTransient = isTransient;
        EventHubName = eventHubName;
    }

    public EventHubsException(bool isTransient, string eventHubName, string message, Exception innerException)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EventHubName = eventHubName;
    }

    public bool IsTransient { get; }

    public string EventHubName { get; }
}
