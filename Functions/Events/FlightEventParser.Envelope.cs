using System.Text.Json;

namespace LatamFunctions.Events;

/// <content>Methods that read the envelope of an event and its data.</content>
internal sealed partial class FlightEventParser
{
    /// <summary>Detects an envelope without the attribute specversion, which identifies a CloudEvent during parsing.</summary>
    private static void FindEnvelope(ref ParsedEvent parsed)
    {
        if (parsed.IsCloudEvent)
            return;

        if (IsEventGrid(in parsed))
        {
            parsed.Envelope = EventEnvelope.EventGrid;
            parsed[FlightEventField.Type] = parsed[FlightEventField.EventType];
            parsed[FlightEventField.EventType] = default;
        }
        else if (IsIncompleteCloudEvent(in parsed))
        {
            parsed.Envelope = EventEnvelope.CloudEvents;
        }
    }

    /// <summary>Whether the event is an Event Grid event. Only Event Grid events have an eventTime outside an object named data.</summary>
    private static bool IsEventGrid(in ParsedEvent parsed) =>
        parsed[FlightEventField.EventTime].HasValue
        && !parsed[FlightEventField.OccurredAt].HasValue
        && parsed[FlightEventField.Data].Kind == JsonTokenType.StartObject;

    /// <summary>
    /// Whether the event has a type and data, but none of the properties that an event without an envelope requires. For such an event, the
    /// checks report the missing specversion instead of a missing value for each property in the data.
    /// </summary>
    private static bool IsIncompleteCloudEvent(in ParsedEvent parsed) =>
        parsed[FlightEventField.Type].Kind == JsonTokenType.String
        && (parsed[FlightEventField.Data].Kind == JsonTokenType.StartObject
            || parsed[FlightEventField.DataBase64].Kind == JsonTokenType.String)
        && !parsed[FlightEventField.EventType].HasValue
        && parsed.HasNoFlight;

    /// <summary>Applies the envelope's attributes after the whole event has been read.</summary>
    private void ApplyEnvelope(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        if (parsed.Envelope != EventEnvelope.None)
        {
            ApplyId(json, ref parsed);
            parsed.FallBack(FlightEventField.EventType);
            parsed.FallBack(FlightEventField.OccurredAt);
            if (parsed.Envelope == EventEnvelope.EventGrid)
                parsed.FallBack(FlightEventField.Source);
            CheckData(json, ref parsed);
            parsed[FlightEventField.Data] = default;
        }

        // Envelope attributes that were not used are stored with the other properties without a column.
        AppendOther(json, FlightEventField.Id, "\"id\":"u8, in parsed, _others);
        AppendOther(json, FlightEventField.Type, "\"type\":"u8, in parsed, _others);
        AppendOther(json, FlightEventField.Time, "\"time\":"u8, in parsed, _others);
        AppendOther(json, FlightEventField.Data, "\"data\":"u8, in parsed, _others);
        AppendOther(json, FlightEventField.EventTime, "\"eventTime\":"u8, in parsed, _others);
        AppendOther(json, FlightEventField.Topic, "\"topic\":"u8, in parsed, _others);
        if (!parsed.IsCloudEvent)
            AppendOther(json, FlightEventField.DataBase64, "\"data_base64\":"u8, in parsed, _others);
        var hasEnvelope = parsed.Envelope != EventEnvelope.None;
        AppendOther(json, FlightEventField.SchemaVersion, "\"schemaVersion\":"u8, in parsed, hasEnvelope ? _dataOthers : _others);
    }

    /// <summary>
    /// The envelope's id is the event's id (CloudEvents 1.0, "id"). An id in the event's data is stored with the envelope.
    /// </summary>
    private void ApplyId(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        var inner = parsed[FlightEventField.EventId];
        if (parsed[FlightEventField.Id].HasValue && inner.HasValue)
        {
            _others.Append("\"data\":{\"eventId\":"u8);
            _others.Append(inner.RawOf(json));
            _others.Append("},"u8);
            parsed[FlightEventField.EventId] = default;
        }

        parsed.FallBack(FlightEventField.EventId);
    }

    /// <summary>Reports a single error for data that cannot be read, instead of an error for each missing property.</summary>
    private void CheckData(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        const string form = "the flight event, a JSON object";
        var (data, encoded) = (parsed[FlightEventField.Data], parsed[FlightEventField.DataBase64]);
        if (data.Kind == JsonTokenType.StartObject && !encoded.HasValue)
            return;

        if (data.Kind != JsonTokenType.None && encoded.HasValue)
            AddFieldError(ref parsed, FlightEventField.DataBase64, EventRule.Duplicate, "data and data_base64 are mutually exclusive");
        else if (data.HasValue && data.Kind != JsonTokenType.StartObject)
            AddFieldError(ref parsed, FlightEventField.Data, EventRule.Type, $"must be {form}, not {NameOf(data, json)}");
        else if (encoded.HasValue && encoded.Kind != JsonTokenType.String)
            AddFieldError(ref parsed, FlightEventField.DataBase64, EventRule.Type, $"must be {form}, as a string in base64");
        else if (!encoded.HasValue && parsed.HasNoFlight)
            AddFieldError(ref parsed, FlightEventField.Data, EventRule.Required, $"is required: {form}");
        else
            return;

        parsed.SetDataInvalid();
    }

    private static string NameOf(JsonSlice data, ReadOnlySpan<byte> json) => data.BytesIn(json).TrimStart(" \t"u8) switch
    {
        [(byte)'{' or (byte)'\\', ..] => $"{Describe(data.Kind)}; the JSON appears to be encoded twice",
        _ => Describe(data.Kind),
    };
}
