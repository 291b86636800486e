namespace LatamFunctions.Events;

/// <summary>The envelope of an event. The attributes of an envelope supply values that the event omits.</summary>
internal enum EventEnvelope
{
    None,

    /// <summary>CloudEvents 1.0, JSON event format: specversion, id, source, type, time, data and others.</summary>
    CloudEvents,

    /// <summary>The Event Grid event schema: id, topic, subject, eventType, eventTime, data and others.</summary>
    EventGrid,
}

/// <summary>Maps the fields of an event to the attributes of its envelope.</summary>
internal static class EventEnvelopes
{
    /// <summary>
    /// Returns the attribute that supplies the value of <paramref name="field"/>, or the field itself if the envelope has no such
    /// attribute.
    /// </summary>
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
