namespace LatamFunctions.Events;

/// <summary>The event hub of the app: events are published to it and ingested from it. bicep/main.bicep creates it.</summary>
internal static class EventHubNames
{
    public const string Hub = "flight-events";

    /// <summary>The consumer group of the ingestion.</summary>
    public const string ConsumerGroup = "ingest";

    /// <summary>
    /// The setting of the connection: <c>EventHubs</c> is a connection string, or <c>EventHubs__fullyQualifiedNamespace</c> a host.
    /// </summary>
    public const string Connection = "EventHubs";
}
