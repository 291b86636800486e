using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// The event that makes of a flight's state what the body of a PUT or PATCH describes. Both take what GET returns: the members of
/// <c>extra</c> are properties of the event, and properties that the service sets (<c>eventId</c>, <c>eventType</c>, <c>occurredAt</c>) are
/// ignored. Pure functions.
/// </summary>
internal static class FlightCorrection
{
    private const string Extra = "extra";
    private const string FlightId = "flightId";

    /// <summary>What a flight always has.</summary>
    private static readonly string[] Required = ["origin", "destination", "scheduledDeparture"];

    private static readonly string[] Delays = ["delayMinutes", "departureDelayMinutes", "arrivalDelayMinutes"];

    /// <summary>What events state about themselves; in <c>extra</c> it comes from an event inside an envelope.</summary>
    private static readonly string[] Reserved = [FlightId, "source", "dataSchema", "dataschema", "schemaVersion", "specversion"];

    /// <summary>Not properties of a flight, though events have them.</summary>
    private static readonly string[] Foreign = [ClearedProperties.Name, "specversion"];

    /// <summary>Columns of GET that an event does not state.</summary>
    private static readonly HashSet<string> SetByTheService =
    [
        .. FlightColumns.OfOneFlight.Select(column => column.Name).Where(name => name != Extra && !IsProperty(name)),
    ];

    /// <summary>PUT: a property that the body leaves out has no value afterwards.</summary>
    /// <param name="body">The flight as it shall be.</param>
    /// <param name="current">The flight as GET shows it; null if there is none.</param>
    /// <param name="derived">The properties that GET shows although no event states them.</param>
    /// <param name="errors">Receives the reasons why it is invalid.</param>
    public static JsonObject Replace(JsonObject body, JsonObject? current, IReadOnlyList<string> derived, ICollection<ApiError> errors)
    {
        var (properties, others, _) = Split(body, errors);
        foreach (var name in Required)
        {
            if (properties[name] is null)
                errors.Add(new ApiError(name, nameof(EventRule.Required), "is required"));
        }

        RemoveDerivedDelays(properties, current, derived);
        var correction = new JsonObject();
        foreach (var (name, value) in properties.Concat(others))
        {
            if (value is not null)
                correction[name] = value.DeepClone();
        }

        var hasOthers = others.Any(other => other.Value is not null);
        Clear(correction, ClearedProperties.KnownNames.Where(name => name == Extra ? !hasOthers : properties[name] is null));
        return correction;
    }

    /// <summary>PATCH (RFC 7396): a property that the body leaves out stays as it is, and one that is null has no value afterwards.</summary>
    /// <param name="current">The flight as GET shows it.</param>
    /// <param name="patch">The changes.</param>
    /// <param name="errors">Receives the reasons why they are invalid.</param>
    /// <param name="mergesOthers">Whether the result depends on the properties without a column that the flight has.</param>
    public static JsonObject Merge(JsonObject current, JsonObject patch, ICollection<ApiError> errors, out bool mergesOthers)
    {
        var (properties, others, clearsOthers) = Split(patch, errors);
        mergesOthers = others.Count > 0 && !clearsOthers;
        var correction = new JsonObject();
        var cleared = new List<string>();
        foreach (var (name, value) in properties)
        {
            if (value is not null)
                correction[name] = value.DeepClone();
            else if (ClearedProperties.KnownNames.Contains(name))
                cleared.Add(name);
            else
                errors.Add(new ApiError(name, nameof(EventRule.Required), "identifies the flight or is always there, so it cannot be null"));
        }

        if (clearsOthers || others.Count > 0)
        {
            var merged = MergePatch.Apply(clearsOthers ? [] : current[Extra] as JsonObject ?? [], others);
            foreach (var (name, value) in merged.Where(member => !IsAboutTheEvent(member.Key)))
                correction[name] = value?.DeepClone();
            if (merged.Count == 0)
                cleared.Add(Extra);
        }

        Clear(correction, cleared);
        if (correction.Count == 0 && errors.Count == 0)
            errors.Add(new ApiError(ValidationError.WholeEvent, nameof(EventRule.Required), "must have a property of the flight that can be changed"));
        return correction;
    }

    /// <summary>The properties with a column, those without, and whether the body removes all of the latter first.</summary>
    private static (JsonObject Properties, JsonObject Others, bool ClearsOthers) Split(JsonObject body, ICollection<ApiError> errors)
    {
        var (properties, others) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in body)
        {
            if (Foreign.Contains(name))
                errors.Add(new ApiError(name, nameof(EventRule.Unknown), "is not a property of a flight"));
            else if (IsProperty(name))
                properties[name] = ValueOf(value);
            else if (name != Extra && name != FlightId && !SetByTheService.Contains(name))
                others[name] = value?.DeepClone();
        }

        if (!body.TryGetPropertyValue(Extra, out var extra) || extra is null)
            return (properties, others, body.ContainsKey(Extra));

        if (extra is not JsonObject members)
        {
            errors.Add(new ApiError(Extra, nameof(EventRule.Type), "must be an object"));
            return (properties, others, false);
        }

        // What stands beside extra is what the client wrote itself.
        foreach (var (name, value) in members)
        {
            if (IsProperty(name))
                properties.TryAdd(name, ValueOf(value));
            else if (!IsAboutTheEvent(name))
                others.TryAdd(name, value?.DeepClone());
        }

        return (properties, others, false);
    }

    /// <summary>An empty text is no value, as in events.</summary>
    private static JsonNode? ValueOf(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? characters) && characters.Length == 0 ? null : value?.DeepClone();

    /// <summary>
    /// Delays that GET showed because they follow from the times, or that follow from the body's own times, are not stated: as statements they would
    /// not follow later changes of the times.
    /// </summary>
    private static void RemoveDerivedDelays(JsonObject properties, JsonObject? current, IReadOnlyList<string> derived)
    {
        foreach (var name in Delays.Where(derived.Contains))
        {
            if (JsonNode.DeepEquals(properties[name], current?[name]))
                properties.Remove(name);
        }

        var departure = MinutesBetween(properties["scheduledDeparture"], properties["actualDeparture"]);
        var arrival = MinutesBetween(properties["scheduledArrival"], properties["actualArrival"]);
        foreach (var (name, minutesOfTimes) in (IEnumerable<(string, int?)>)
            [("departureDelayMinutes", departure), ("arrivalDelayMinutes", arrival), ("delayMinutes", arrival ?? departure)])
        {
            if (minutesOfTimes is not null && properties[name] is JsonValue stated && stated.TryGetValue(out int minutes) && minutes == minutesOfTimes)
                properties.Remove(name);
        }
    }

    private static int? MinutesBetween(JsonNode? scheduled, JsonNode? actual) =>
        TimeOf(scheduled) is { } from && TimeOf(actual) is { } to ? (int)(to - from).TotalMinutes : null;

    /// <summary>Null for what is not a time: that is for the reader of events to report.</summary>
    private static DateTimeOffset? TimeOf(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out DateTimeOffset time) ? time : null;

    private static void Clear(JsonObject correction, IEnumerable<string> names)
    {
        JsonNode?[] cleared = [.. names.Select(name => JsonValue.Create(name))];
        if (cleared.Length > 0)
            correction[ClearedProperties.Name] = new JsonArray(cleared);
    }

    private static bool IsAboutTheEvent(string name) => SetByTheService.Contains(name) || Reserved.Contains(name);

    private static bool IsProperty(string name) => FlightEventFields.IsFlightProperty(FlightEventFields.Find(Encoding.UTF8.GetBytes(name)));
}
