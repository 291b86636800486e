using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>Tells a change of a flight from one that names another flight. Codes are compared as they are stored, in one spelling.</summary>
internal static class FlightMismatch
{
    /// <summary>How far a flight may be retimed. What departs on another day is another flight.</summary>
    private static readonly TimeSpan MaxRetiming = TimeSpan.FromHours(24);

    private static readonly string[] Identifying = ["airline", "flightNumber", "origin"];

    /// <param name="row">The row of the change, as FlightEventEncoder writes it.</param>
    /// <param name="flight">The flight as GET shows it.</param>
    /// <returns>The properties by which the change names another flight.</returns>
    public static IReadOnlyList<ApiError> AllOf(ReadOnlySpan<byte> row, JsonObject flight)
    {
        var change = JsonNode.Parse(row)!.AsObject();
        var errors = new List<ApiError>();
        foreach (var name in Identifying)
        {
            if (change[ColumnOf(name)]?.ToString() is { } stated && flight[name]?.ToString() is { Length: > 0 } known && stated != known)
                errors.Add(Of(name, $"must be {known}: another one is another flight", change[ColumnOf(name)]));
        }

        if (TimeOf(change["ScheduledDeparture"]) is { } departure && TimeOf(flight["scheduledDeparture"]) is { } scheduled
            && (departure - scheduled).Duration() > MaxRetiming)
        {
            errors.Add(Of(
                "scheduledDeparture",
                $"must be within {MaxRetiming.TotalHours:0} hours of {scheduled.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: another day is another flight",
                change["ScheduledDeparture"]));
        }

        return errors;
    }

    public static ApiError Of(string property, string detail, JsonNode? value) =>
        new(property, "Mismatch", detail, Value: ValidationError.SafeValue(JsonSerializer.SerializeToUtf8Bytes(value)));

    private static string ColumnOf(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..]}";

    private static DateTimeOffset? TimeOf(JsonNode? value) => value?.GetValue<DateTimeOffset>();
}
