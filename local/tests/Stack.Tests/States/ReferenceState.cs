using System.Text.Json.Nodes;

namespace LocalStack.Tests.States;

/// <summary>The reference model: the simplest computation of a flight's state as defined in docs/publishing.md.</summary>
internal static class ReferenceState
{
    private static readonly string[] Properties =
    [
        "status", "delayMinutes", "aircraft", "estimatedArrival", "actualDeparture", "gate", "distanceKm", "departureDelayMinutes",
        "arrivalDelayMinutes", "scheduledArrival", "estimatedDeparture", "actualArrival",
        "airline", "flightNumber", "origin", "destination", "arrivalAirport", "scheduledDeparture",
    ];

    /// <summary>The statuses with which a correction reinstates a cancelled flight.</summary>
    private static readonly string[] Lifecycle = ["Scheduled", "Boarding", "Delayed", "Departed", "Diverted", "Arrived"];

    private static readonly string[] Cancelled = ["Cancelled", "Canceled"];

    /// <param name="events">All events of one flight in any order. Events can be repeated.</param>
    /// <param name="tieBreak">A function that returns the key by which events with the same time and type are ordered.</param>
    public static JsonObject StateOf(IEnumerable<RandomEvent> events, Func<RandomEvent, string> tieBreak)
    {
        var ordered = events.OrderBy(e => e.OccurredAt, StringComparer.Ordinal)
            .ThenBy(e => Array.IndexOf(RandomEvent.TypesByRank, e.Type))
            .ThenBy(tieBreak, StringComparer.Ordinal)
            .ToList();
        var state = new JsonObject { ["eventId"] = (string)ordered[^1].Json["eventId"]!, ["source"] = (string)ordered[^1].Json["source"]! };
        var (isDiverted, isCancelled) = (false, false);
        foreach (var e in ordered)
        {
            foreach (var name in e.Cleared)
                state.Remove(name == "extra" ? "gate" : name);
            var stated = e.Json.DeepClone().AsObject();
            if (!stated.ContainsKey("status") && e.Type != "FlightCorrected")
                stated["status"] = e.Type["Flight".Length..];
            if (e.Type is "FlightDiverted" or "FlightArrived" && !stated.ContainsKey("arrivalAirport")
                && stated.Remove("destination", out var reached))
                stated["arrivalAirport"] = reached;
            if ((stated["operatingFlightNumber"] ?? stated["flightNumber"]) is { } number)
                (stated["airline"], stated["flightNumber"]) = ("LA", ((string)number!)[^3..]);
            foreach (var name in Properties.Where(name => stated[name] is not null))
                state[name] = stated[name]!.DeepClone();

            var status = (string?)stated["status"];
            isDiverted = e.Type == "FlightDiverted" || IsAny(status, "Diverted") || (isDiverted && !e.Cleared.Contains("arrivalAirport"));

            // A correction with a custom status does not change a cancellation.
            if (e.Type != "FlightCorrected" || IsAny(status, [.. Lifecycle, .. Cancelled]))
                isCancelled = e.Type == "FlightCancelled" || IsAny(status, Cancelled);
        }

        state["codeshares"] = new JsonArray([.. ordered.Select(e => e.MarketingFlight).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal).Select(flight => JsonValue.Create(flight))]);
        state["isCancelled"] = isCancelled;
        state["isDiverted"] = isDiverted || IsElsewhere(state);
        return state;
    }

    private static bool IsAny(string? status, params string[] words) => words.Contains(status, StringComparer.OrdinalIgnoreCase);

    private static bool IsElsewhere(JsonObject state) =>
        state["destination"] is { } destination && state["arrivalAirport"] is { } reached && !JsonNode.DeepEquals(destination, reached);
}
