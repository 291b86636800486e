using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Responses;
using Microsoft.OpenApi;

namespace LatamFunctions.Flights;

/// <summary>The columns of flights and flight events that the functions in kusto/schema.kql return.</summary>
internal static class FlightColumns
{
    public static readonly IReadOnlyList<ResponseColumn> OfFlight =
    [
        ResponseColumn.Text(
            "FlightId",
            "Identifies the flight: the publisher's id, or an id derived from airline, number, operating date and origin.",
            "LA2368-20261120-SCL"),
        .. PropertyColumns(ofEvent: false).TakeWhile(IsBefore(FlightEventField.ScheduledDeparture)),
        ResponseColumn.Flag("IsDiverted", "Whether the flight was diverted; remains true after arrival.", false),
        ResponseColumn.Flag("IsCancelled", "Whether the flight is cancelled, regardless of the spelling of the status.", false),
        .. PropertyColumns(ofEvent: false).SkipWhile(IsBefore(FlightEventField.ScheduledDeparture)),
        ResponseColumn.Text(
            "EventType",
            "Type of the latest event: FlightScheduled, FlightBoarding, FlightDelayed, FlightDeparted, FlightDiverted, FlightArrived, "
            + "FlightCancelled or FlightCorrected.",
            "FlightDeparted"),
        ResponseColumn.Text("EventId", "Id of the latest event.", "b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        ResponseColumn.Time("OccurredAt", "The time at which the latest event occurred, as published.", "2026-11-20T18:58:00Z"),
        ResponseColumn.Time(
            "UpdatedAt",
            "The time at which an event of the flight was last stored; `updatedSince` filters by this time.",
            "2026-11-20T18:58:01.3Z"),
        Extra,
    ];

    /// <summary>The columns of the flight that <c>GetFlight()</c> returns.</summary>
    public static readonly IReadOnlyList<ResponseColumn> OfOneFlight =
    [
        .. OfFlight,
        new(
            "Codeshares",
            JsonSchemaType.Array,
            "Designators under which marketing carriers published the flight; only in the response for one flight.",
            new JsonArray("DL6501")),
    ];

    public static readonly IReadOnlyList<ResponseColumn> OfEvent =
    [
        ResponseColumn.Text(
            "EventId", "The publisher's id of the event, or the assigned id.", "b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        ResponseColumn.Text("FlightId", "Identifies the flight.", "LA2368-20261120-SCL"),
        ResponseColumn.Text("EventType", "Type of the event.", "FlightDeparted"),
        ResponseColumn.Time("OccurredAt", "The time at which the event occurred, as published.", "2026-11-20T18:58:00Z"),
        ResponseColumn.Text("Source", "The publisher: source of a CloudEvent.", "/airlines/LA/ops"),
        ResponseColumn.Text(
            "DataSchema", "Schema declared by the publisher: dataschema of a CloudEvent.", "https://example.com/flight-event/1"),
        .. PropertyColumns(ofEvent: true).TakeWhile(IsBefore(FlightEventField.Destination)),
        ResponseColumn.Text(
            "MarketingFlight", "Designator of the codeshare under which a marketing carrier published the event.", "DL6501"),
        .. PropertyColumns(ofEvent: true).SkipWhile(IsBefore(FlightEventField.Destination)),
        Extra,
        new(
            "Envelope",
            JsonSchemaType.Object,
            "Attributes of the enclosing CloudEvent or Event Grid event that have no column.",
            new JsonObject { ["subject"] = "LA2368" }),
        ResponseColumn.Time("EnqueuedAt", "The time at which the Event Hub accepted the event.", "2026-11-20T18:58:01.25Z"),
        ResponseColumn.Time("IngestedAt", "The start of the ingestion request that stored the event.", "2026-11-20T18:58:01.3Z"),
    ];

    /// <summary>The columns for event properties, with the delays last.</summary>
    private static IEnumerable<ResponseColumn> PropertyColumns(bool ofEvent) =>
        from property in FlightProperties.All
        where property.Column is not null
        orderby property.Form == PropertyForm.Minutes
        let column = property.Column
        select ofEvent
            ? ColumnOf(property, column.OfEvent, column.ExampleOfEvent)
            : ColumnOf(property, column.OfFlight, column.Example);

    private static Func<ResponseColumn, bool> IsBefore(FlightEventField field) => column => column.Source != field.ToString();

    private static ResponseColumn ColumnOf(FlightProperty property, string description, string example) => property.Form switch
    {
        PropertyForm.Date => ResponseColumn.Date(property.ColumnName, description, example),
        PropertyForm.Time => ResponseColumn.Time(property.ColumnName, description, example),
        PropertyForm.Minutes => ResponseColumn.Integer(property.ColumnName, description, long.Parse(example, CultureInfo.InvariantCulture)),
        PropertyForm.Kilometers =>
            ResponseColumn.Number(property.ColumnName, description, double.Parse(example, CultureInfo.InvariantCulture)),
        _ => ResponseColumn.Text(property.ColumnName, description, example),
    };

    /// <summary>Any JSON value: usually an object, but publishers can send other values.</summary>
    private static ResponseColumn Extra => new(
        "Extra",
        JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.String,
        "Additional properties supplied by the publisher.",
        new JsonObject { ["gate"] = "B12" });
}
