namespace LatamFunctions.Events;

/// <summary>A stage of ingestion. Metrics, logs and dead letters use these names.</summary>
public enum IngestStage
{
    /// <summary>Event Hubs has delivered the message.</summary>
    Received,

    /// <summary>The message has been decompressed, and the event's bytes are JSON.</summary>
    Decoded,

    /// <summary>The event satisfies every rule of <see cref="FlightEventChecks"/>.</summary>
    Checked,

    /// <summary>Azure Data Explorer has stored the row.</summary>
    Stored,

    /// <summary>The dead-letter table contains the event.</summary>
    DeadLettered,
}
