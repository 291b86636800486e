using System.Text.Json.Nodes;

namespace LocalStack.Tests.States;

/// <summary>The state of a flight, as docs/publishing.md defines it and as simply as it can be computed.</summary>
internal static class ReferenceFold
{
    private static readonly string[] Properties =
        ["status", "delayMinutes", "aircraft", "estimatedArrival", "actualDeparture", "gate", "origin", "destination", "arrivalAirport", "scheduledDeparture"];

    /// <param name="events">All events of one flight, in any order, some of them repeatedly.</param>
    /// <param name="tieBreak">Orders events of one time and type by source and id.</param>
    public static JsonObject StateOf(IEnumerable<RandomEvent> events, Func<RandomEvent, string> tieBreak)
    {
        var ordered = events.OrderBy(e => e.OccurredAt, StringComparer.Ordinal)
            .ThenBy(e => Array.IndexOf(RandomEvent.TypesByRank, e.Type))
            .ThenBy(tieBreak, StringComparer.Ordinal)
            .ToList();
        var state = new JsonObject { ["eventId"] = (string)ordered[^1].Json["eventId"]!, ["source"] = (string)ordered[^1].Json["source"]! };
        foreach (var e in ordered)
        {
            foreach (var name in (e.Json["clearedProperties"]?.AsArray() ?? []).Select(name => (string)name!))
                state.Remove(name == "extra" ? "gate" : name);
            var stated = e.Json.DeepClone().AsObject();
            if (!stated.ContainsKey("status") && e.Type != "FlightCorrected")
                stated["status"] = e.Type["Flight".Length..];
            if (e.Type is "FlightDiverted" or "FlightArrived" && stated.Remove("destination", out var reached))
                stated["arrivalAirport"] = reached;
            foreach (var name in Properties.Where(name => stated[name] is not null))
                state[name] = stated[name]!.DeepClone();
        }

        return state;
    }
}
