using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>Handles PUT requests that create a flight with a derived id, such as <c>LA805-20240501-SCL</c>.</summary>
internal static class NewFlight
{
    private const string OperatingDate = "operatingDate";
    private const string ScheduledDeparture = "scheduledDeparture";

    /// <summary>
    /// Adds the properties that the id contains and the body omits. <see cref="FlightMismatch"/> compares the properties that both the id
    /// and the body contain.
    /// </summary>
    /// <param name="flightId">The flight id, in any form.</param>
    /// <param name="properties">The properties that the event contains.</param>
    /// <param name="errors">The collection to which validation errors are added.</param>
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
                $"must be on {date}, the date in the id of the flight, unless {OperatingDate} in the body has this date",
                properties[ScheduledDeparture]));
        }

        properties.TryAdd("airline", id.Flight.Airline.ToString());
        properties.TryAdd("flightNumber", id.Flight.Number.ToString());
        properties.TryAdd(OperatingDate, date);
    }

    /// <summary>
    /// Returns the operating date of an event without <c>operatingDate</c>: the date in the origin's time zone, or the date as written if
    /// the time zone is unknown; <c>null</c> if the value is not a time.
    /// </summary>
    private static DateTime? LocalDate(JsonNode? value, AsciiCode origin) =>
        value is JsonValue text && text.TryGetValue(out DateTimeOffset time)
            ? Airports.Find(origin)?.LocalDate(time.UtcDateTime) ?? time.Date
            : null;
}
