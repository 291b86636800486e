using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>A PUT that creates a flight, whose id may consist of the parts that identify it: <c>LA805-20240501-SCL</c>.</summary>
internal static class NewFlight
{
    private const string OperatingDate = "operatingDate";
    private const string ScheduledDeparture = "scheduledDeparture";

    /// <summary>
    /// Adds the properties that the id states and the body does not. <see cref="FlightMismatch"/> compares what both state.
    /// </summary>
    /// <param name="flightId">The id of the flight, of any form.</param>
    /// <param name="properties">The properties that the event contains.</param>
    /// <param name="errors">Receives the property that identifies a different flight.</param>
    public static void AddIdentity(string flightId, JsonObject properties, ICollection<ApiError> errors)
    {
        if (!DerivedFlightId.TryParse(flightId, out var id) || !id.Destination.IsEmpty)
            return;

        var date = id.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var statesDate = properties.ContainsKey(OperatingDate);
        if (!statesDate && LocalDate(properties[ScheduledDeparture], id.Origin) is { } departure && departure != id.Date)
        {
            errors.Add(FlightMismatch.ErrorOf(
                ScheduledDeparture,
                $"must be on {date}, the date in the id of the flight, unless the body has that date as {OperatingDate}",
                properties[ScheduledDeparture]));
        }

        properties.TryAdd("airline", id.Flight.Airline.ToString());
        properties.TryAdd("flightNumber", id.Flight.Number.ToString());
        properties.TryAdd(OperatingDate, date);
    }

    /// <summary>The date of events without an operating date: at the origin, or as written. Null for a string that is not a time.</summary>
    private static DateTime? LocalDate(JsonNode? value, AsciiCode origin) =>
        value is JsonValue text && text.TryGetValue(out DateTimeOffset time)
            ? Airports.Find(origin)?.LocalDate(time.UtcDateTime) ?? time.Date
            : null;
}
