using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// Computes the correction for the body of a PUT or PATCH of a flight; <see cref="ChangeEvent"/> builds the event from it. PUT and PATCH
/// accept what GET returns: the members of <c>extra</c> are properties of the event, and properties that the service sets
/// (<c>eventId</c>, <c>eventType</c>, <c>occurredAt</c>) are ignored. Pure functions.
/// </summary>
internal static class FlightCorrection
{
    private const string Extra = "extra";
    private const string ArrivalAirport = "arrivalAirport";

    /// <summary>The properties that a flight always has.</summary>
    private static readonly string[] Required = ["origin", "destination", "scheduledDeparture"];

    /// <summary>Event attributes that are not flight properties.</summary>
    private static readonly string[] Foreign = [ClearedProperties.Name, "specversion"];

    /// <summary>Columns of GET that an event does not state.</summary>
    private static readonly HashSet<string> SetByTheService =
    [
        .. FlightColumns.OfOneFlight.Select(column => column.Name).Where(name => name != Extra && !IsProperty(name)),
    ];

    /// <summary>PUT: a property that the body omits has no value afterwards.</summary>
    /// <param name="body">The desired state of the flight.</param>
    /// <param name="current">The current flight; null if there is none.</param>
    /// <param name="errors">Receives the reasons why it is invalid.</param>
    public static JsonObject Replace(JsonObject body, FlightState? current, ICollection<ApiError> errors)
    {
        var (properties, others, _) = Split(body, errors);
        foreach (var name in Required)
        {
            if (properties[name] is null)
                errors.Add(new ApiError(name, nameof(EventRule.Required), "is required"));
        }

        foreach (var name in DerivedValues.RepeatedBy(properties, current))
            properties.Remove(name);

        var correction = new JsonObject();
        foreach (var (name, value) in properties.Concat(others))
        {
            if (value is not null)
                correction[name] = value.DeepClone();
        }

        // To remove the airport of a diversion undoes the diversion. The body of a GET has none if none is known.
        var keepsDiversion = current is { IsDiverted: true, ArrivalAirport: "" };
        var hasOthers = others.Any(other => other.Value is not null);
        Clear(correction, ClearedProperties.KnownNames.Where(name =>
            name == Extra ? !hasOthers : (properties[name] is null && !(keepsDiversion && name == ArrivalAirport))));
        AddAirline(correction, current?.Airline);
        return correction;
    }

    /// <summary>
    /// PATCH (RFC 7396): a property that the body omits remains unchanged, and a property that is null has no value afterwards.
    /// </summary>
    /// <param name="current">The current state of the flight.</param>
    /// <param name="patch">The changes.</param>
    /// <param name="errors">Receives the reasons why they are invalid.</param>
    public static JsonObject Merge(FlightState current, JsonObject patch, ICollection<ApiError> errors)
    {
        var (properties, others, clearsOthers) = Split(patch, errors);
        var correction = new JsonObject();
        var cleared = new List<string>();
        foreach (var (name, value) in properties)
        {
            if (value is not null)
                correction[name] = value.DeepClone();
            else if (ClearedProperties.KnownNames.Contains(name))
                cleared.Add(name);
            else
                errors.Add(
                    new ApiError(name, nameof(EventRule.Required), "identifies the flight or is always present, so it cannot be null"));
        }

        if (clearsOthers || others.Count > 0)
        {
            var merged = MergePatch.Apply(clearsOthers ? [] : current.Extra, others);
            foreach (var (name, value) in merged)
                correction[name] = value?.DeepClone();
            if (merged.Count == 0)
                cleared.Add(Extra);
        }

        Clear(correction, cleared);
        AddAirline(correction, current.Airline);
        if (correction.Count == 0 && errors.Count == 0)
            errors.Add(new ApiError(
                ValidationError.WholeEvent, nameof(EventRule.Required), "must have a property of the flight that can be changed"));
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
            else if (name != Extra && name != ChangeEvent.FlightId && !SetByTheService.Contains(name))
                others[name] = value?.DeepClone();
        }

        if (!body.TryGetPropertyValue(Extra, out var extra) || extra is null)
            return (properties, others, body.ContainsKey(Extra));

        if (extra is not JsonObject members)
        {
            errors.Add(new ApiError(Extra, nameof(EventRule.Type), "must be an object"));
            return (properties, others, false);
        }

        // The other properties, outside extra, are those that the client added.
        foreach (var (name, value) in members)
        {
            if (IsProperty(name))
                properties.TryAdd(name, ValueOf(value));
            else if (ChangeEvent.OwnProperties.Contains(name))
                errors.Add(new ApiError($"{Extra}.{name}", nameof(EventRule.Unknown), "is a property of events, which extra cannot have"));
            else
                others.TryAdd(name, value?.DeepClone());
        }

        return (properties, others, false);
    }

    /// <summary>An empty text is not a value, as in events.</summary>
    private static JsonNode? ValueOf(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? characters) && characters.Length == 0 ? null : value?.DeepClone();

    /// <summary>A number may repeat the code of its airline (<c>LA805</c>), so the event contains the airline, too.</summary>
    private static void AddAirline(JsonObject correction, string? airline)
    {
        var statesNumber = correction.ContainsKey("flightNumber") || correction.ContainsKey("operatingFlightNumber");
        var statesAirline = correction.ContainsKey("airline") || correction.ContainsKey("operatingAirline");
        if (statesNumber && !statesAirline && !string.IsNullOrEmpty(airline))
            correction["airline"] = airline;
    }

    private static void Clear(JsonObject correction, IEnumerable<string> names)
    {
        JsonNode?[] cleared = [.. names.Select(name => JsonValue.Create(name))];
        if (cleared.Length > 0)
            correction[ClearedProperties.Name] = new JsonArray(cleared);
    }

    private static bool IsProperty(string name) => FlightProperties.Has(FlightEventFields.Find(Encoding.UTF8.GetBytes(name)));
}
