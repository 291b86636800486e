namespace LatamFunctions.Events;

/// <summary>The last stage that an event has passed. Metrics, logs and dead letters use these stages and no others.</summary>
public enum IngestStage
{
    /// <summary>Delivered by Event Hubs.</summary>
    Received,

    /// <summary>The message is decompressed and the event's bytes are JSON.</summary>
    Decoded,

    /// <summary>The event satisfies every rule of <see cref="FlightEventChecks"/>.</summary>
    Checked,

    /// <summary>Azure Data Explorer has the row.</summary>
    Stored,

    /// <summary>The dead-letter table has the event.</summary>
    DeadLettered,
}
