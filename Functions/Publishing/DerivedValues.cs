using System.Text.Json.Nodes;
using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>
/// Finds derived values in the body of a PUT request. If no event contains a delay or the destination of a diverted flight, GET derives the
/// value from other properties. A body that repeats a derived value must not set the value, because a value that is set no longer follows
/// changes to the other properties.
/// </summary>
internal static class DerivedValues
{
    private const string Destination = "destination";
    private const string DelayMinutes = "delayMinutes";
    private const string DepartureDelayMinutes = "departureDelayMinutes";
    private const string ArrivalDelayMinutes = "arrivalDelayMinutes";

    private static readonly string[] Derivable = [Destination, DelayMinutes, DepartureDelayMinutes, ArrivalDelayMinutes];

    /// <param name="properties">The properties in the body of a PUT request.</param>
    /// <param name="current">The current state of the flight; <c>null</c> if the flight does not exist.</param>
    /// <returns>The names of the properties whose derived values the body repeats.</returns>
    public static IReadOnlyList<string> RepeatedBy(JsonObject properties, FlightState? current)
    {
        var arrival = ArrivesElsewhere(properties) ? null : MinutesBetween(properties["scheduledArrival"], properties["actualArrival"]);
        var departure = MinutesBetween(properties["scheduledDeparture"], properties["actualDeparture"]);
        return
        [
            .. from name in Derivable
               where properties[name] is not null
               where current is null || current.Derived.Contains(name)

               // A body without the arrival airport reverts a diversion, so the destination is no longer derived.
               where name != Destination || properties["arrivalAirport"] is not null
               where RepeatsState(name) || IsNumber(properties[name], FromTimes(name))
               select name,
        ];

        bool RepeatsState(string name) => name == Destination
            ? IsText(properties[name], current?.Destination)
            : IsNumber(properties[name], FromState(name));

        int? FromState(string name) => name switch
        {
            DepartureDelayMinutes => current?.DepartureDelayMinutes,
            ArrivalDelayMinutes => current?.ArrivalDelayMinutes,
            _ => current?.DelayMinutes,
        };

        int? FromTimes(string name) => name switch
        {
            DepartureDelayMinutes => departure,
            ArrivalDelayMinutes => arrival,
            DelayMinutes => arrival ?? departure,
            _ => null,
        };
    }

    /// <summary>Whether the flight arrives at an airport other than its destination. In this case, no arrival delay is derived.</summary>
    private static bool ArrivesElsewhere(JsonObject properties) =>
        CodeOf(properties["arrivalAirport"]) is { IsEmpty: false } reached && reached != CodeOf(properties[Destination]);

    /// <summary>Returns an empty code if the value is not a code; the event reader reports the error.</summary>
    private static AsciiCode CodeOf(JsonNode? value) => Airports.ToIata(FlightMismatch.CodeOf(value?.ToString()));

    private static bool IsText(JsonNode? value, string? text) =>
        value is JsonValue json && json.TryGetValue(out string? characters) && characters == text;

    private static bool IsNumber(JsonNode? value, int? number) =>
        number is not null && value is JsonValue json && json.TryGetValue(out double minutes) && minutes == number;

    private static int? MinutesBetween(JsonNode? scheduled, JsonNode? actual) =>
        TimeOf(scheduled) is { } from && TimeOf(actual) is { } to ? (int)(to - from).TotalMinutes : null;

    /// <summary>Returns null if the value is not a time; the event reader reports the error.</summary>
    private static DateTimeOffset? TimeOf(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out DateTimeOffset time) ? time : null;
}
