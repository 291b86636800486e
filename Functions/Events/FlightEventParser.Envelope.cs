using System.Text.Json;

namespace LatamFunctions.Events;

/// <content>The envelope around an event, and what it carries.</content>
internal sealed partial class FlightEventParser
{
    /// <summary>An event of Event Grid's schema: nothing else has its time beside an object with its data.</summary>
    private static void FindEventGrid(ref ParsedEvent parsed)
    {
        if (parsed.IsCloudEvent || !parsed[FlightEventField.EventTime].HasValue || parsed[FlightEventField.OccurredAt].HasValue
            || parsed[FlightEventField.Data].Kind != JsonTokenType.StartObject)
        {
            return;
        }

        parsed.Envelope = EventEnvelope.EventGrid;
        parsed[FlightEventField.Type] = parsed[FlightEventField.EventType];
        parsed[FlightEventField.EventType] = default;
    }

    /// <summary>Decides what the envelope's attributes mean, now that the whole event is known.</summary>
    private void SettleEnvelope(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        if (parsed.Envelope != EventEnvelope.None)
        {
            parsed.FallBack(FlightEventField.EventId);
            parsed.FallBack(FlightEventField.EventType);
            parsed.FallBack(FlightEventField.OccurredAt);
            if (parsed.Envelope == EventEnvelope.EventGrid)
                parsed.FallBack(FlightEventField.Source);
            CheckData(json, ref parsed);
            parsed[FlightEventField.Data] = default;
        }

        // What has no column is kept like any other property.
        Keep(json, FlightEventField.Id, "\"id\":"u8, in parsed, _others);
        Keep(json, FlightEventField.Type, "\"type\":"u8, in parsed, _others);
        Keep(json, FlightEventField.Time, "\"time\":"u8, in parsed, _others);
        Keep(json, FlightEventField.Data, "\"data\":"u8, in parsed, _others);
        Keep(json, FlightEventField.EventTime, "\"eventTime\":"u8, in parsed, _others);
        Keep(json, FlightEventField.Topic, "\"topic\":"u8, in parsed, _others);
        if (!parsed.IsCloudEvent)
            Keep(json, FlightEventField.DataBase64, "\"data_base64\":"u8, in parsed, _others);
        var hasEnvelope = parsed.Envelope != EventEnvelope.None;
        Keep(json, FlightEventField.SchemaVersion, "\"schemaVersion\":"u8, in parsed, hasEnvelope ? _dataOthers : _others);
    }

    /// <summary>One error for data that cannot be read, not one for each property that it would have.</summary>
    private void CheckData(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        const string form = "the flight event, a JSON object";
        var (data, encoded) = (parsed[FlightEventField.Data], parsed[FlightEventField.DataBase64]);
        if (data.Kind == JsonTokenType.StartObject && !encoded.HasValue)
            return;

        if (data.Kind != JsonTokenType.None && encoded.HasValue)
            FieldFault(ref parsed, FlightEventField.DataBase64, EventRule.Duplicate, "data and data_base64 exclude each other");
        else if (data.HasValue && data.Kind != JsonTokenType.StartObject)
            FieldFault(ref parsed, FlightEventField.Data, EventRule.Type, $"must be {form}, not {NameOf(data, json)}");
        else if (encoded.HasValue && encoded.Kind != JsonTokenType.String)
            FieldFault(ref parsed, FlightEventField.DataBase64, EventRule.Type, $"must be {form}, as a string in base64");
        else if (!encoded.HasValue && parsed.HasNoFlight)
            FieldFault(ref parsed, FlightEventField.Data, EventRule.Required, $"is required: {form}");
        else
            return;

        parsed.SetDataBroken();
    }

    private static string NameOf(JsonSlice data, ReadOnlySpan<byte> json) => data.Of(json).TrimStart(" \t"u8) switch
    {
        [(byte)'{' or (byte)'\\', ..] => $"{Describe(data.Kind)}; it looks like JSON that was encoded twice",
        _ => Describe(data.Kind),
    };
}
