namespace LatamFunctions.Events;

/// <summary>
/// The definitions of the flight properties that events contain. The checks, the rows, <c>clearedProperties</c>, the response columns and
/// the request schemas are derived from these definitions. Tests compare kusto/schema.kql and docs/publishing.md with these definitions.
/// CONTRIBUTING.md describes how to add a property.
/// </summary>
internal static class FlightProperties
{
    public static readonly IReadOnlyList<FlightProperty> All =
    [
        new(FlightEventField.Airline, PropertyForm.Airline, "IATA or ICAO code of the airline under whose number the event is published.")
        {
            IsClearable = false,
            Column = new("Operating airline: IATA code, or the code as published if it is unknown.", "LA"),
        },
        new(
            FlightEventField.FlightNumber,
            PropertyForm.FlightNumber,
            "Flight number without the airline. Leading zeros and a repeated airline code are ignored.")
        {
            IsClearable = false,
            Column = new("The operating flight number, without the airline code or leading zeros.", "2368"),
        },

        // These properties have no columns because the columns Airline and FlightNumber contain their values (docs/decisions/0026).
        new(
            FlightEventField.OperatingAirline,
            PropertyForm.Airline,
            "For codeshares, the IATA or ICAO code of the operating airline. Defaults to `airline`.")
        {
            IsClearable = false,
        },
        new(
            FlightEventField.OperatingFlightNumber,
            PropertyForm.FlightNumber,
            "For codeshares, the flight number of the operating airline. Defaults to `flightNumber`.")
        {
            IsClearable = false,
        },
        new(
            FlightEventField.OperatingDate,
            PropertyForm.Date,
            "The scheduled departure date in the origin's time zone, which is part of the flight's identity. Derived from "
            + "scheduledDeparture if absent.")
        {
            IsClearable = false,
            Column = new("The scheduled departure date in the origin's time zone, which is part of the flight's identity.", "2026-11-20"),
        },
        new(FlightEventField.Origin, PropertyForm.Airport, "IATA or ICAO code of the airport of departure.")
        {
            IsClearable = false,
            Column = new("Airport of departure: IATA code, or the code as published if it is unknown.", "SCL"),
        },
        new(
            FlightEventField.Destination,
            PropertyForm.Airport,
            "IATA or ICAO code of the scheduled arrival airport. In FlightDiverted and FlightArrived events without arrivalAirport, the "
            + "actual arrival airport.")
        {
            IsClearable = false,
            Column = new(
                "Scheduled arrival airport, or the actual arrival airport if no event contains the scheduled airport: IATA code, or the "
                + "code as published if it is unknown.",
                "LIM")
            {
                OfEvent = "Scheduled arrival airport, if the event contains it.",
            },
        },
        new(
            FlightEventField.ArrivalAirport,
            PropertyForm.Airport,
            "IATA or ICAO code of the actual arrival airport, or the airport that the flight is diverted to.")
        {
            Column = new("Actual arrival airport, or the airport that the flight is diverted to.", "LIM")
            {
                OfEvent = "Actual arrival airport, if the event contains it.",
            },
        },
        Time(FlightEventField.ScheduledDeparture, "Scheduled departure time.", "2026-11-20T18:30:00Z") with { IsClearable = false },
        Time(FlightEventField.ScheduledArrival, "Scheduled arrival time.", "2026-11-20T22:20:00Z"),
        Time(FlightEventField.EstimatedDeparture, "Estimated departure time.", "2026-11-20T18:55:00Z"),
        Time(FlightEventField.EstimatedArrival, "Estimated arrival time.", "2026-11-20T22:45:00Z"),
        Time(FlightEventField.ActualDeparture, "Actual departure time.", "2026-11-20T18:58:00Z"),
        Time(FlightEventField.ActualArrival, "Actual arrival time.", "2026-11-20T22:41:00Z"),
        new(FlightEventField.Status, PropertyForm.Text, "The published status.")
        {
            Column = new(
                "The latest status: as published, or derived from the type of an event without a status (Scheduled, Boarding, Delayed, "
                + "Departed, Diverted, Arrived or Cancelled).",
                "Departed")
            {
                OfEvent = "The published status.",
            },
        },
        new(
            FlightEventField.DelayMinutes,
            PropertyForm.Minutes,
            "Delay in minutes, at departure or arrival, as the publisher defines it. Negative when early.")
        {
            Column = new(
                "Delay in minutes: the published value if there is one, otherwise arrivalDelayMinutes, otherwise departureDelayMinutes. "
                + "Negative when early.",
                "21")
            {
                OfEvent = "Delay in minutes, as published. Negative when early.",
                ExampleOfEvent = "28",
            },
        },
        new(
            FlightEventField.DepartureDelayMinutes,
            PropertyForm.Minutes,
            "Departure delay in minutes. If no value is published, it is derived from actualDeparture.")
        {
            Column = new(
                "Departure delay in minutes: as published, otherwise the whole minutes from scheduledDeparture to actualDeparture.", "28")
            {
                OfEvent = "Departure delay in minutes, as published.",
            },
        },
        new(
            FlightEventField.ArrivalDelayMinutes,
            PropertyForm.Minutes,
            "Arrival delay in minutes. If no value is published, it is derived from actualArrival.")
        {
            Column = new(
                "Arrival delay in minutes: as published, otherwise the whole minutes from scheduledArrival to actualArrival at the "
                + "scheduled destination.",
                "21")
            {
                OfEvent = "Arrival delay in minutes, as published.",
            },
        },
        new(FlightEventField.DistanceKm, PropertyForm.Kilometers, "Length of the route in kilometers.")
        {
            Column = new("Length of the route in kilometers.", "2459.8"),
        },
        new(FlightEventField.Aircraft, PropertyForm.Text, "Aircraft type or registration.")
        { Column = new("Aircraft type or registration.", "A320") },
    ];

    /// <summary>The properties whose values are times.</summary>
    public static readonly FlightProperty[] Times = [.. All.Where(property => property.Form == PropertyForm.Time)];

    /// <summary>The text and number properties, which do not describe the identity, the route or the times of a flight.</summary>
    public static readonly FlightProperty[] TextsAndNumbers =
    [
        .. All.Where(property => property.Form is PropertyForm.Text or PropertyForm.Minutes or PropertyForm.Kilometers),
    ];

    private static readonly bool[] IsFlightProperty =
        [.. Enum.GetValues<FlightEventField>().Select(field => All.Any(property => property.Field == field))];

    /// <summary>Whether the field is a flight property. Other fields describe the event.</summary>
    public static bool Has(FlightEventField field) => IsFlightProperty[(int)field];

    /// <summary>Returns the names of the properties that have the given form, in Markdown.</summary>
    public static string NamesOf(PropertyForm form) =>
        string.Join(", ", All.Where(property => property.Form == form).Select(property => $"`{property.Name}`"));

    private static FlightProperty Time(FlightEventField field, string description, string example) =>
        new(field, PropertyForm.Time, "A time in RFC 3339 format.") { Column = new(description, example) };
}
