using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Publishing;

/// <summary>The schemas of events in the OpenAPI document. The schemas are not used for validation.</summary>
internal static class EventSchemas
{
    public const string EventExample =
        """{"eventId":"b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10","eventType":"FlightDeparted","occurredAt":"2026-11-20T18:58:00Z","""
        + """ "airline":"LA","flightNumber":"2368","origin":"SCL","destination":"LIM","scheduledDeparture":"2026-11-20T18:30:00Z","""
        + """ "actualDeparture":"2026-11-20T18:58:00Z","delayMinutes":28,"gate":"B12"}""";

    public const string CorrectionExample =
        """{"airline":"LA","flightNumber":"2368","origin":"SCL","destination":"LIM","scheduledDeparture":"2026-11-20T18:30:00Z","""
        + """ "status":"Departed","delayMinutes":31}""";

    public const string PatchExample =
        """
        {"delayMinutes":35,"estimatedArrival":null,"gate":"B7"}
        """;

    /// <summary>A CSV example: a header row and an event.</summary>
    public const string CsvExample =
        """
        eventId,eventType,occurredAt,airline,flightNumber,origin,destination,scheduledDeparture,delayMinutes,gate
        e-1,FlightDeparted,2026-11-20T18:58:00Z,LA,2368,SCL,LIM,2026-11-20T18:30:00Z,28,B12
        """;

    /// <summary>The limits for requests and messages, with the values in the code.</summary>
    public static string LimitsDescription =>
        $"""
        {PublishingLimits.Table}
        A message that is sent to the Event Hub directly has its own limits. If it exceeds a limit, none of its events is stored and the
        whole message becomes one dead letter.

        {PublishingLimits.MessageTable}
        """;

    public static OpenApiSchema Event => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A flight event. Other properties are stored as well.",
        Required = new HashSet<string> { "eventType", "occurredAt", "origin", "destination", "scheduledDeparture" },
        Properties = Properties(
            new()
            {
                ["eventId"] = Schemas.Text(
                    "The publisher's id; together with the source it identifies the event. An event that is sent repeatedly counts once. "
                    + "Assigned if absent.",
                    FlightEventChecks.MaxIdLength),
            },
            new()
            {
                ["eventType"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. EventTypes.KnownNames.Split(", ").Select(name => JsonValue.Create(name))],
                },
                ["occurredAt"] = Schemas.Time("The time at which the event occurred."),
                ["source"] = Schemas.Text("The publisher.", FlightEventChecks.MaxNameLength),
                ["dataSchema"] = Schemas.Text(
                    "The schema of the event; a major version above 1 is rejected.", FlightEventChecks.MaxNameLength),
                ["schemaVersion"] = Schemas.Text("The schema version without its name, such as 1.2.", FlightEventChecks.MaxVersionLength),
                ["flightId"] = Schemas.Code(
                    "Identifies the flight; derived from airline, number, operating date and origin if absent.",
                    "A-Za-z0-9._~:-",
                    1,
                    FlightEventChecks.MaxIdLength),
                [ClearedProperties.Name] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description =
                        "Properties to clear. The value of a property that an event does not contain is unchanged.",
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Enum = [.. ClearedProperties.KnownNames.Select(name => JsonValue.Create(name))],
                    },
                },
            }),
    };

    public static OpenApiSchema Correction => new()
    {
        Type = JsonSchemaType.Object,
        Description =
            "A flight's new state. Omitted properties are cleared. Properties that are not listed here are also "
            + "stored. The members of extra are treated as properties that are not listed.",
        Required = new HashSet<string> { "origin", "destination", "scheduledDeparture" },
        Properties = Properties([], []),
    };

    public static OpenApiSchema Patch
    {
        get
        {
            var properties = Properties([], []);
            foreach (var (name, property) in properties)
            {
                if (ClearedProperties.KnownNames.Contains(name))
                    ((OpenApiSchema)property).Type |= JsonSchemaType.Null;
            }

            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description =
                    "Changes to a flight. Omitted properties are unchanged; null clears a property. Properties that are "
                    + "not listed here are merged into extra.",
                Properties = properties,
            };
        }
    }

    private static Dictionary<string, IOpenApiSchema> Properties(
        Dictionary<string, IOpenApiSchema> first, Dictionary<string, IOpenApiSchema> then)
    {
        var properties = new Dictionary<string, IOpenApiSchema>([.. first, .. then]);
        foreach (var property in FlightProperties.All)
            properties[property.Name] = SchemaOf(property);
        return properties;
    }

    private static OpenApiSchema SchemaOf(FlightProperty property) => property.Form switch
    {
        PropertyForm.Airline => Schemas.Code(property.Description, "A-Z0-9", 2, 3),
        PropertyForm.Airport => Schemas.Code(property.Description, "A-Z", 3, 4),
        PropertyForm.FlightNumber => FlightNumber(property.Description),
        PropertyForm.Date =>
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date", Description = property.Description },
        PropertyForm.Time => Schemas.Time(property.Description),
        PropertyForm.Text => Schemas.Text(property.Description, FlightEventChecks.MaxTextLength),
        PropertyForm.Minutes => Schemas.WithRange(
            Schemas.Integer(property.Description), FlightEventChecks.MinDelayMinutes, FlightEventChecks.MaxDelayMinutes),
        PropertyForm.Kilometers => Schemas.WithRange(
            new OpenApiSchema { Type = JsonSchemaType.Number, Description = property.Description },
            0,
            (int)FlightEventChecks.MaxDistanceKm),
        _ => throw new InvalidOperationException($"The form {property.Form} has no schema."),
    };

    /// <summary>Creates the schema of a flight number, which can also be a JSON number.</summary>
    private static OpenApiSchema FlightNumber(string description)
    {
        var schema = Schemas.Code(description, "A-Za-z0-9", 1, AsciiCode.MaxLength);
        Schemas.WithRange(schema, 1, FlightEventChecks.MaxFlightNumber);
        schema.Type |= JsonSchemaType.Integer;
        return schema;
    }
}
