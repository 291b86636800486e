using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>Descriptions of responses with dead letters, for the OpenAPI document.</summary>
internal static class DeadLetterSchemas
{
    private const string ExampleId = "OTUwMTMzMy0wLzkyMjMzNzIwMzY4NTQ3NzEwOTYtMDAwMDAw";

    public static readonly RouteParameter Id = new("id", "The dead letter's id, from the list.", ExampleId);

    public static readonly QueryParameter<string?> DryRun = QueryParameter.OneOf(
        "dryRun", "Reports what the request would change or publish, without changing or publishing anything.",
        ["true", "false"], "false") with
    { Example = "true" };

    /// <summary>An example of a dead letter as JSON, without the closing brace.</summary>
    private static readonly string Example = $"{{\"id\":\"{ExampleId}\"" + string.Concat(
        DeadLetterFields.All.Where(field => field.Example is not null).Select(field => $",\"{field.Name}\":{field.Example}"));

    public static Response One(int status, string description) => Schemas.Json(status, description, "DeadLetter", Example + "}");

    public static Response WithBody => Schemas.Json(
        StatusCodes.Status200OK, "The dead letter with its body.", "DeadLetter", Example + ",\"bodyEncoding\":\"utf-8\",\"body\":\"{}\"}");

    public static Response Page => Schemas.Json(
        StatusCodes.Status200OK, "Dead letters, newest first.", "DeadLetterPage", $$"""{"value":[{{Example}}}]}""");

    public static Response Replayed(int status, string description) => Schemas.Json(
        status, description, "ReplayedDeadLetters", """{"replayed":12,"replayedEarlier":1,"refused":2,"events":12}""");

    public static Response Discarded => Schemas.Json(
        StatusCodes.Status200OK, "The number of dead letters by outcome.", "DiscardedDeadLetters",
        """{"discarded":12,"discardedEarlier":1,"refused":2}""");

    public static bool IsDryRun(QueryReader query) => query.Read(DryRun) == "true";

    public static OpenApiSchema DeadLetter => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(["id", .. DeadLetterFields.All.Where(known => known.IsRequired).Select(known => known.Name)]),
        Properties = new Dictionary<string, IOpenApiSchema>(
        [
            new("id", Schemas.Text("Identifies the dead letter.")),
            .. DeadLetterFields.All.SelectMany(PropertiesOf),
        ]),
    };

    public static OpenApiSchema DeadLetterPage => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "value" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["value"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schemas.Reference("DeadLetter") },
            ["nextLink"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uri-reference",
                Description = "The URL of the next page: absolute, or relative to the request URL. Absent on the last page.",
            },
        },
    };

    /// <summary>Returns the properties for a field. The properties for the body follow the property for the body's length.</summary>
    private static IEnumerable<KeyValuePair<string, IOpenApiSchema>> PropertiesOf(DeadLetterField field)
    {
        if (field.Schema is not null)
            yield return new(field.Name, field.Schema);
        if (field.Column == nameof(DeadLetterRecord.BodyLength))
        {
            yield return new("bodyEncoding", Schemas.Text("Encoding of `body`: utf-8 or base64."));
            yield return new("body", Schemas.Text("The body as received; absent from lists."));
        }
    }
}
