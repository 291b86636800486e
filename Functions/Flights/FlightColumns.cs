using System.Text.Json.Nodes;
using LatamFunctions.Responses;
using Microsoft.OpenApi;

namespace LatamFunctions.Flights;

/// <summary>The columns of flights and of their events, as ApiFlights() and FlightHistory() of kusto/schema.kql have them.</summary>
internal static class FlightColumns
{
    public static readonly IReadOnlyList<Column> OfFlight =
    [
        Column.Text("FlightId", "Identifies the flight: the publisher's id of it, or one made of airline, number, date and route.", "LA2368-20261120-SCL"),
        Column.Text("Airline", "IATA or ICAO code of the operating airline.", "LA"),
        Column.Text("FlightNumber", "Flight number without the airline.", "2368"),
        Column.Text("Origin", "IATA or ICAO code of the airport of departure.", "SCL"),
        Column.Text("Destination", "IATA or ICAO code of the airport of arrival, as scheduled.", "LIM"),
        .. Times,
        Column.Text("Status", "The status in the publisher's words, or what the latest event says: Scheduled, Boarding, Delayed, Departed, Diverted, Arrived, Cancelled.", "Departed"),
        .. Facts,
        Column.Text("EventType", "Type of the latest event: FlightScheduled, FlightBoarding, FlightDelayed, FlightDeparted, FlightDiverted, FlightArrived, FlightCancelled or FlightCorrected.", "FlightDeparted"),
        Column.Text("EventId", "Id of the latest event.", "b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        Column.Time("OccurredAt", "When the latest event happened, by its publisher.", "2026-11-20T18:58:00Z"),
        Extra,
    ];

    public static readonly IReadOnlyList<Column> OfEvent =
    [
        Column.Text("EventId", "The publisher's id of the event, or the one assigned to it.", "b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        Column.Text("FlightId", "Identifies the flight.", "LA2368-20261120-SCL"),
        Column.Text("EventType", "What happened.", "FlightDeparted"),
        Column.Time("OccurredAt", "When it happened, by the publisher.", "2026-11-20T18:58:00Z"),
        Column.Text("Source", "Who says so: source of a CloudEvent.", "/airlines/LA/ops"),
        Column.Text("DataSchema", "Which schema the publisher wrote by: dataschema of a CloudEvent.", "https://example.com/flight-event/1"),
        Column.Text("Airline", "IATA or ICAO code of the operating airline.", "LA"),
        Column.Text("FlightNumber", "Flight number without the airline.", "2368"),
        Column.Text("Origin", "IATA or ICAO code of the airport of departure.", "SCL"),
        Column.Text("Destination", "IATA or ICAO code of the airport of arrival.", "LIM"),
        .. Times,
        Column.Text("Status", "The status in the publisher's words.", "Departed"),
        .. Facts,
        Extra,
        Column.Time("EnqueuedAt", "When the event came in.", "2026-11-20T18:58:01.25Z"),
        Column.Time("IngestedAt", "When it was read and stored.", "2026-11-20T18:58:01.3Z"),
    ];

    private static IReadOnlyList<Column> Times =>
    [
        Column.Time("ScheduledDeparture", "As scheduled.", "2026-11-20T18:30:00Z"),
        Column.Time("ScheduledArrival", "As scheduled.", "2026-11-20T22:20:00Z"),
        Column.Time("EstimatedDeparture", "As expected.", "2026-11-20T18:55:00Z"),
        Column.Time("EstimatedArrival", "As expected.", "2026-11-20T22:45:00Z"),
        Column.Time("ActualDeparture", "As it was.", "2026-11-20T18:58:00Z"),
        Column.Time("ActualArrival", "As it was.", "2026-11-20T22:41:00Z"),
    ];

    private static IReadOnlyList<Column> Facts =>
    [
        Column.WholeNumber("DelayMinutes", "Minutes behind schedule; negative when early.", 28),
        Column.Number("DistanceKm", "Length of the route in kilometres.", 2459.8),
        Column.Text("Aircraft", "Type or registration.", "A320"),
    ];

    /// <summary>Any JSON: mostly an object, but a publisher's own words.</summary>
    private static Column Extra => new(
        "Extra",
        JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.String,
        "All that publishers say for which there is no column.",
        new JsonObject { ["gate"] = "B12" });
}
