namespace LatamFunctions.Events;

/// <summary>The envelope of an event: none, or one whose attributes have the values that the event omits.</summary>
internal enum EventEnvelope
{
    None,

    /// <summary>CloudEvents 1.0, JSON event format: specversion, id, source, type, time, data and others.</summary>
    CloudEvents,

    /// <summary>Azure Event Grid's own schema: id, topic, subject, eventType, eventTime, data and others.</summary>
    EventGrid,
}

internal static class EventEnvelopes
{
    /// <summary>The attribute that has the value of <paramref name="field"/>; the field itself if none has.</summary>
    public static FlightEventField AttributeOf(this EventEnvelope envelope, FlightEventField field) => (field, envelope) switch
    {
        (FlightEventField.EventId, _) => FlightEventField.Id,
        (FlightEventField.EventType, _) => FlightEventField.Type,
        (FlightEventField.OccurredAt, EventEnvelope.CloudEvents) => FlightEventField.Time,
        (FlightEventField.OccurredAt, EventEnvelope.EventGrid) => FlightEventField.EventTime,
        (FlightEventField.Source, EventEnvelope.EventGrid) => FlightEventField.Topic,
        _ => field,
    };
}
