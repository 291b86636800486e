using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// Computes the properties of the correction event for the body of a PUT or PATCH request. PUT and PATCH accept the body
/// of a GET response: the members of <c>extra</c> become properties of the event, and properties that the service sets (<c>eventId</c>,
/// <c>eventType</c>, <c>occurredAt</c>) are ignored.
/// </summary>
internal static class FlightCorrection
{
    private const string Extra = "extra";
    private const string ArrivalAirport = "arrivalAirport";

    /// <summary>The required properties of a flight.</summary>
    private static readonly string[] Required = ["origin", "destination", "scheduledDeparture"];

    /// <summary>Event attributes that are not flight properties.</summary>
    private static readonly string[] NotFlightProperties = [ClearedProperties.Name, "specversion"];

    /// <summary>The columns of a GET response, except <c>extra</c>, that are not properties of events.</summary>
    private static readonly HashSet<string> SetByTheService =
    [
        .. FlightColumns.OfOneFlight.Select(column => column.Name).Where(name => name != Extra && !IsProperty(name)),
    ];

    /// <summary>Handles PUT: clears properties that the body omits.</summary>
    /// <param name="body">The desired state of the flight.</param>
    /// <param name="current">The current state of the flight; <c>null</c> if the flight does not exist.</param>
    /// <param name="errors">The collection to which validation errors are added.</param>
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

        // Clearing the arrival airport would revert a diversion. If the arrival airport of a diverted flight is unknown, a GET response
        // omits the airport, so a body without the airport must not clear it.
        var keepsDiversion = current is { IsDiverted: true, ArrivalAirport: "" };
        var hasOthers = others.Any(other => other.Value is not null);
        Clear(correction, ClearedProperties.KnownNames.Where(name =>
            name == Extra ? !hasOthers : (properties[name] is null && !(keepsDiversion && name == ArrivalAirport))));
        AddAirline(correction, current?.Airline);
        return correction;
    }

    /// <summary>Handles PATCH (RFC 7396): properties that the body omits remain unchanged, and null clears a property.</summary>
    /// <param name="current">The current state of the flight.</param>
    /// <param name="patch">The changes.</param>
    /// <param name="errors">The collection to which validation errors are added.</param>
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
                    new ApiError(name, nameof(EventRule.Required), "is required for every flight, so it cannot be null"));
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
                ValidationError.WholeEvent, nameof(EventRule.Required), "must contain at least one flight property that can be changed"));
        return correction;
    }

    /// <summary>
    /// Splits the body into properties with a column and properties without a column. <c>ClearsOthers</c> is <c>true</c> if the body clears
    /// all existing properties without a column.
    /// </summary>
    private static (JsonObject Properties, JsonObject Others, bool ClearsOthers) Split(JsonObject body, ICollection<ApiError> errors)
    {
        var (properties, others) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in body)
        {
            if (NotFlightProperties.Contains(name))
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

        // Properties outside extra take precedence, because the client added them.
        foreach (var (name, value) in members)
        {
            if (IsProperty(name))
                properties.TryAdd(name, ValueOf(value));
            else if (ChangeEvent.OwnProperties.Contains(name))
                errors.Add(new ApiError(
                    $"{Extra}.{name}", nameof(EventRule.Unknown), "is a property of events and is not allowed in extra"));
            else
                others.TryAdd(name, value?.DeepClone());
        }

        return (properties, others, false);
    }

    /// <summary>Returns a copy of the value, or <c>null</c> for an empty string, which counts as no value in events.</summary>
    private static JsonNode? ValueOf(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? characters) && characters.Length == 0 ? null : value?.DeepClone();

    /// <summary>
    /// Adds the airline to a correction that has a flight number but no airline, because the number can contain the airline code
    /// (<c>LA805</c>).
    /// </summary>
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
