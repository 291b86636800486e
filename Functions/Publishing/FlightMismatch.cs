using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>Detects changes whose properties identify a different flight. Codes are compared in normalized form.</summary>
internal static class FlightMismatch
{
    /// <summary>
    /// The exclusive limit for changing the scheduled departure. A departure on a different day identifies a different flight.
    /// </summary>
    private static readonly TimeSpan MaxRetiming = TimeSpan.FromHours(24);

    /// <param name="change">The event of the change.</param>
    /// <param name="flight">
    /// The current state of the flight; if <c>null</c>, the properties are compared with the parts of the flight id.
    /// </param>
    /// <returns>An error for each property that identifies a different flight.</returns>
    public static IReadOnlyList<ApiError> AllOf(FlightEventMessage change, string flightId, FlightState? flight)
    {
        DerivedFlightId? parts = DerivedFlightId.TryParse(flightId, out var id) ? id : null;

        // The date in the older form of ids is not compared, because that date is in UTC.
        var date = parts is { Destination.IsEmpty: true } ? $"{id.Date:yyyy-MM-dd}" : null;
        return flight is not null ? WithFlight(change, flight, date)
            : parts is not null ? WithId(change, id, date)
            : [];
    }

    private static List<ApiError> WithFlight(FlightEventMessage change, FlightState flight, string? dateOfId)
    {
        // Codes of flights that earlier releases stored might not be normalized.
        var known = FlightDesignator.From(CodeOf(flight.Airline), CodeOf(flight.FlightNumber));
        var errors = new List<ApiError>();
        var date = flight.OperatingDate.Length > 0 ? flight.OperatingDate : dateOfId;
        Compare(errors, change, known, Airports.ToIata(CodeOf(flight.Origin)), date);

        // The departures are compared in local time, because on days with a clock change, the next day's flight departs 23 or 25 hours
        // later.
        var departure = change.ScheduledDeparture;
        if (departure != default && flight.ScheduledDeparture is { } scheduled
            && (LocalTime(departure, flight.Origin) - LocalTime(scheduled, flight.Origin)).Duration() >= MaxRetiming)
        {
            errors.Add(ErrorOf(
                "scheduledDeparture",
                $"must be less than {MaxRetiming.TotalHours:0} hours from {scheduled:yyyy-MM-ddTHH:mm:ssZ}, because "
                + "a departure on another day is a different flight",
                departure.ToString("O", CultureInfo.InvariantCulture)));
        }

        return errors;
    }

    private static List<ApiError> WithId(FlightEventMessage change, DerivedFlightId id, string? date)
    {
        var errors = new List<ApiError>();
        Compare(errors, change, id.Flight, id.Origin, date);
        return errors;
    }

    private static void Compare(
        List<ApiError> errors, FlightEventMessage change, FlightDesignator flight, AsciiCode origin, string? operatingDate)
    {
        var published = change.Flight;
        Check("airline", published.Operating.Airline.ToString(), flight.Airline.ToString());
        Check("flightNumber", published.Operating.Number.ToString(), flight.Number.ToString());
        Check("origin", published.Origin.ToString(), origin.ToString());
        if (published.OperatingDate != default)
            Check("operatingDate", published.OperatingDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), operatingDate);

        void Check(string name, string value, string? known)
        {
            if (value.Length > 0 && !string.IsNullOrEmpty(known) && value != known)
                errors.Add(ErrorOf(name, $"must be {known}, because another value identifies a different flight", value));
        }
    }

    private static DateTime LocalTime(DateTime utc, string origin) => Airports.Find(CodeOf(origin))?.LocalTime(utc) ?? utc;

    /// <summary>Returns an empty code if the value is absent or not a code.</summary>
    public static AsciiCode CodeOf(string? value) =>
        value is { Length: <= AsciiCode.MaxLength } text && text.All(char.IsAsciiLetterOrDigit)
            ? AsciiCode.From(text)
            : default;

    public static ApiError ErrorOf(string property, string detail, JsonNode? value) =>
        new(property, "Mismatch", detail, Value: ValidationError.SafeValue(JsonSerializer.SerializeToUtf8Bytes(value)));
}
