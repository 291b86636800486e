using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// A JSON value as a slice of the event's bytes: between the quotes for a string, all of it otherwise. A
/// <see cref="JsonTokenType.None"/> kind means that the property is absent.
/// </summary>
internal readonly record struct JsonSlice(int Start, int Length, JsonTokenType Kind, bool IsEscaped)
{
    /// <summary>Whether there is a value; null counts as none.</summary>
    public bool HasValue => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Whether it is a string without characters, which states nothing: string columns have no null.</summary>
    public bool IsEmptyText => Kind == JsonTokenType.String && Length == 0;

    public ReadOnlySpan<byte> BytesIn(ReadOnlySpan<byte> json) => json.Slice(Start, Length);

    /// <summary>The value as written in the JSON, a string with its quotes.</summary>
    public ReadOnlySpan<byte> RawOf(ReadOnlySpan<byte> json) =>
        Kind == JsonTokenType.String ? json.Slice(Start - 1, Length + 2) : BytesIn(json);
}

/// <summary>The range of each known field in the bytes of one event. A plain value: filling it allocates nothing.</summary>
internal struct ParsedEvent
{
    private Slots _slots;
    private ulong _broken;
    private ulong _fromEnvelope;

    /// <summary>The envelope of the event.</summary>
    public EventEnvelope Envelope { readonly get; set; }

    public readonly bool IsCloudEvent => Envelope == EventEnvelope.CloudEvents;

    public JsonSlice this[FlightEventField field]
    {
        readonly get => _slots[(int)field];
        set => _slots[(int)field] = value;
    }

    /// <summary>Whether an error of this field is known, so that its value must not be checked again.</summary>
    public readonly bool IsBroken(FlightEventField field) => (_broken & (1ul << (int)field)) != 0;

    public void SetBroken(FlightEventField field) => _broken |= 1ul << (int)field;

    /// <summary>Whether all properties that every flight has are absent.</summary>
    public readonly bool HasNoFlight => !this[FlightEventField.Origin].HasValue
        && !this[FlightEventField.Destination].HasValue
        && !this[FlightEventField.ScheduledDeparture].HasValue;

    /// <summary>
    /// Stops the search for errors in the carried event, which cannot be read: its required properties are not also reported as missing.
    /// </summary>
    public void SetDataBroken()
    {
        SetBroken(FlightEventField.Origin);
        SetBroken(FlightEventField.Destination);
        SetBroken(FlightEventField.ScheduledDeparture);
    }

    /// <summary>Uses the envelope's attribute if the carried event omits <paramref name="field"/>.</summary>
    public void FallBack(FlightEventField field)
    {
        if (this[field].HasValue || IsBroken(field))
            return;

        var attribute = Envelope.AttributeOf(field);
        _fromEnvelope |= 1ul << (int)field;
        this[field] = this[attribute];
        this[attribute] = default;
        if (IsBroken(attribute))
            SetBroken(field);
    }

    /// <summary>
    /// The name that the publisher used or must use: an attribute of the envelope if the carried event omits the property.
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
