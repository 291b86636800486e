namespace LatamFunctions.Events;

/// <summary>
/// Names for the event hub to which the app publishes events and from which it ingests events. bicep/main.bicep creates the hub.
/// </summary>
internal static class EventHubNames
{
    public const string Hub = "flight-events";

    /// <summary>The consumer group for ingestion.</summary>
    public const string ConsumerGroup = "ingest";

    /// <summary>
    /// The connection setting: <c>EventHubs</c> contains a connection string, or <c>EventHubs__fullyQualifiedNamespace</c> contains a host
    /// name.
    /// </summary>
    public const string Connection = "EventHubs";
}
