namespace Azure.Messaging.EventHubs;

public class EventHubsRetryOptions
{
    /// <summary>Tries after the first.</summary>
    public int MaximumRetries { get; set; } = 3;

    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>How long one try may take.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
