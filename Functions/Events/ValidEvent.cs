using System.Text;

namespace LatamFunctions.Events;

/// <summary>An event that passed all checks, as slices of its message. The slices are valid until the next event is read.</summary>
internal readonly ref struct ValidEvent
{
    public readonly ReadOnlySpan<byte> Json;

    public readonly ref readonly ParsedEvent Parsed;

    public readonly ref readonly CheckedEvent Values;

    public readonly ref readonly StreamPosition Position;

    public ValidEvent(
        ReadOnlySpan<byte> json, ref readonly ParsedEvent parsed, ref readonly CheckedEvent values, ref readonly StreamPosition position)
    {
        Json = json;
        Parsed = ref parsed;
        Values = ref values;
        Position = ref position;
    }

    /// <summary>The properties without a column.</summary>
    public required OtherProperties Others { get; init; }

    /// <summary>The index of the message in the caller's list.</summary>
    public required int MessageIndex { get; init; }

    /// <summary>The index of the event in the message.</summary>
    public required int EventIndex { get; init; }

    /// <summary>The ingestion time (UTC).</summary>
    public required DateTime IngestedAt { get; init; }

    /// <summary>The bytes of the event as received.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the event has no id from the publisher.</summary>
    public bool HasAssignedId => !Parsed[FlightEventField.EventId].HasValue;

    /// <summary>Returns the publisher's event id or the assigned event id.</summary>
    public string EventId()
    {
        if (!HasAssignedId)
            return Text(FlightEventField.EventId);

        Span<byte> id = stackalloc byte[AssignedEventId.MaxLength(in Position)];
        return Encoding.ASCII.GetString(id[..AssignedEventId.Write(in Position, EventIndex, id)]);
    }

    /// <summary>Returns the publisher's flight id or the derived flight id.</summary>
    public string FlightId()
    {
        if (Parsed[FlightEventField.FlightId].HasValue)
            return Text(FlightEventField.FlightId);

        Span<byte> id = stackalloc byte[FlightIdentity.MaxIdLength];
        return Encoding.ASCII.GetString(id[..Values.Flight.WriteId(Values.ScheduledDeparture, id)]);
    }

    /// <summary>Returns the text of a property; an empty string if the event omits the property.</summary>
    public string Text(FlightEventField field)
    {
        var slice = Parsed[field];
        if (!slice.HasValue)
            return "";

        var text = slice.BytesIn(Json);
        if (!slice.IsEscaped)
            return Encoding.UTF8.GetString(text);

        var unescaped = new byte[text.Length];
        return Encoding.UTF8.GetString(unescaped, 0, JsonText.Unescape(text, unescaped));
    }
}
