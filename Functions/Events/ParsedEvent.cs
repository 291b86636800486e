using System.Runtime.CompilerServices;

namespace LatamFunctions.Events;

/// <summary>The slice of each known field in an event's bytes.</summary>
internal struct ParsedEvent
{
    private Slots _slots;
    private ulong _invalid;
    private ulong _fromEnvelope;
    public EventEnvelope Envelope { readonly get; set; }

    public readonly bool IsCloudEvent => Envelope == EventEnvelope.CloudEvents;

    public JsonSlice this[FlightEventField field]
    {
        readonly get => _slots[(int)field];
        set => _slots[(int)field] = value;
    }

    /// <summary>Whether an error in the field has already been reported, so that its value is not checked again.</summary>
    public readonly bool IsInvalid(FlightEventField field) => (_invalid & (1ul << (int)field)) != 0;

    public void SetInvalid(FlightEventField field) => _invalid |= 1ul << (int)field;

    /// <summary>Whether the event has none of the required properties of a flight.</summary>
    public readonly bool HasNoFlight => !this[FlightEventField.Origin].HasValue
        && !this[FlightEventField.Destination].HasValue
        && !this[FlightEventField.ScheduledDeparture].HasValue;

    /// <summary>Marks the event in the envelope as unreadable, so that its required properties are not also reported as missing.</summary>
    public void SetDataInvalid()
    {
        SetInvalid(FlightEventField.Origin);
        SetInvalid(FlightEventField.Destination);
        SetInvalid(FlightEventField.ScheduledDeparture);
    }

    /// <summary>Uses the envelope's attribute if the event in the envelope omits <paramref name="field"/>.</summary>
    public void FallBack(FlightEventField field)
    {
        if (this[field].HasValue || IsInvalid(field))
            return;

        var attribute = Envelope.AttributeOf(field);
        _fromEnvelope |= 1ul << (int)field;
        this[field] = this[attribute];
        this[attribute] = default;
        if (IsInvalid(attribute))
            SetInvalid(field);
    }

    /// <summary>
    /// Returns the name of a field for error messages: the envelope's attribute if the event in the envelope omits the property.
    /// </summary>
    public readonly string NameOf(FlightEventField field) => FlightEventFields.Name((_fromEnvelope & (1ul << (int)field)) == 0
        ? field
        : field == FlightEventField.EventType && Envelope == EventEnvelope.EventGrid ? field : Envelope.AttributeOf(field));

    [InlineArray(FlightEventFields.Count)]
    private struct Slots
    {
        private JsonSlice _first;
    }
}
