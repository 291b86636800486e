using System.Text.Json.Nodes;
using LatamFunctions.Responses;
using Microsoft.OpenApi;

namespace LatamFunctions.Flights;

/// <summary>The columns of flights and of their events, as the functions of kusto/schema.kql have them.</summary>
internal static class FlightColumns
{
    public static readonly IReadOnlyList<Column> OfFlight =
    [
        Column.Text(
            "FlightId",
            "Identifies the flight: the publisher's id, or one derived from airline, number, operating date and origin.",
            "LA2368-20261120-SCL"),
        .. Identity,
        Column.Text("Destination", "Airport of arrival, as scheduled; coded like origin.", "LIM"),
        Column.Text("ArrivalAirport", "Airport that the flight reached or is diverted to.", "LIM"),
        Column.Flag("IsDiverted", "Whether the flight was diverted, also once it has arrived.", false),
        Column.Flag("IsCancelled", "Whether the flight is cancelled, however its publisher spells the status.", false),
        .. Times,
        Column.Text(
            "Status",
            "The status as the publisher states it, or derived from the type of the latest event: Scheduled, Boarding, Delayed, Departed, "
            + "Diverted, Arrived, Cancelled.",
            "Departed"),
        .. Facts,
        Column.WholeNumber(
            "DelayMinutes",
            "Minutes behind schedule as published; else arrivalDelayMinutes; else departureDelayMinutes. Negative when early.",
            21),
        Column.WholeNumber("DepartureDelayMinutes", "As published; else the whole minutes from scheduledDeparture to actualDeparture.", 28),
        Column.WholeNumber(
            "ArrivalDelayMinutes",
            "As published; else the whole minutes from scheduledArrival to actualArrival at the scheduled destination.",
            21),
        Column.Text(
            "EventType",
            "Type of the latest event: FlightScheduled, FlightBoarding, FlightDelayed, FlightDeparted, FlightDiverted, FlightArrived, "
            + "FlightCancelled or FlightCorrected.",
            "FlightDeparted"),
        Column.Text("EventId", "Id of the latest event.", "b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        Column.Time("OccurredAt", "The time at which the latest event occurred, as its publisher states it.", "2026-11-20T18:58:00Z"),
        Column.Time(
            "UpdatedAt", "The time at which an event of the flight was last stored; `updatedSince` follows it.", "2026-11-20T18:58:01.3Z"),
        Extra,
    ];

    /// <summary>The columns of the one flight that GetFlight() returns.</summary>
    public static readonly IReadOnlyList<Column> OfOneFlight =
    [
        .. OfFlight,
        new(
            "Codeshares",
            JsonSchemaType.Array,
            "Designators under which marketing carriers published the flight; only in the response for one flight.",
            new JsonArray("DL6501")),
    ];

    public static readonly IReadOnlyList<Column> OfEvent =
    [
        Column.Text("EventId", "The publisher's id of the event, or the one assigned to it.", "b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        Column.Text("FlightId", "Identifies the flight.", "LA2368-20261120-SCL"),
        Column.Text("EventType", "Type of the event.", "FlightDeparted"),
        Column.Time("OccurredAt", "The time at which the event occurred, as the publisher states it.", "2026-11-20T18:58:00Z"),
        Column.Text("Source", "The publisher: source of a CloudEvent.", "/airlines/LA/ops"),
        Column.Text("DataSchema", "Schema declared by the publisher: dataschema of a CloudEvent.", "https://example.com/flight-event/1"),
        .. Identity,
        Column.Text("MarketingFlight", "Designator of the codeshare under which a marketing carrier published the event.", "DL6501"),
        Column.Text("Destination", "Airport of arrival, as scheduled, if the event states it.", "LIM"),
        Column.Text("ArrivalAirport", "Airport that is reached, if the event states it.", "LIM"),
        .. Times,
        Column.Text("Status", "The status as the publisher states it.", "Departed"),
        .. Facts,
        Column.WholeNumber("DelayMinutes", "Minutes behind schedule, as published; negative when early.", 28),
        Column.WholeNumber("DepartureDelayMinutes", "Minutes of the departure behind schedule, as published.", 28),
        Column.WholeNumber("ArrivalDelayMinutes", "Minutes of the arrival behind schedule, as published.", 21),
        Extra,
        new(
            "Envelope",
            JsonSchemaType.Object,
            "Attributes of a CloudEvent or an Event Grid event around it that have no column.",
            new JsonObject { ["subject"] = "LA2368" }),
        Column.Time("EnqueuedAt", "The time at which the Event Hub accepted the event.", "2026-11-20T18:58:01.25Z"),
        Column.Time("IngestedAt", "The time at which the event was read by the ingesting function.", "2026-11-20T18:58:01.3Z"),
    ];

    /// <summary>The identity of the operating flight. Codes that the reference tables do not have are as published.</summary>
    private static IReadOnlyList<Column> Identity =>
    [
        Column.Text("Airline", "IATA code of the operating airline.", "LA"),
        Column.Text("FlightNumber", "Its flight number, without the airline and leading zeros.", "2368"),
        Column.Date("OperatingDate", "The day of departure by which the flight is known, local to the origin.", "2026-11-20"),
        Column.Text("Origin", "IATA code of the airport of departure.", "SCL"),
    ];

    private static IReadOnlyList<Column> Times =>
    [
        Column.Time("ScheduledDeparture", "Scheduled departure time.", "2026-11-20T18:30:00Z"),
        Column.Time("ScheduledArrival", "Scheduled arrival time.", "2026-11-20T22:20:00Z"),
        Column.Time("EstimatedDeparture", "Estimated departure time.", "2026-11-20T18:55:00Z"),
        Column.Time("EstimatedArrival", "Estimated arrival time.", "2026-11-20T22:45:00Z"),
        Column.Time("ActualDeparture", "Actual departure time.", "2026-11-20T18:58:00Z"),
        Column.Time("ActualArrival", "Actual arrival time.", "2026-11-20T22:41:00Z"),
    ];

    private static IReadOnlyList<Column> Facts =>
    [
        Column.Number("DistanceKm", "Length of the route in kilometres.", 2459.8),
        Column.Text("Aircraft", "Type or registration.", "A320"),
    ];

    /// <summary>Any JSON: usually an object, but a publisher may send another value.</summary>
    private static Column Extra => new(
        "Extra",
        JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.String,
        "Additional properties supplied by the publisher.",
        new JsonObject { ["gate"] = "B12" });
}
