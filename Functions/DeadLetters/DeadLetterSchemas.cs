using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>The responses with dead letters, for the OpenAPI document.</summary>
internal static class DeadLetterSchemas
{
    private const string LetterId = "OTUwMTMzMy0wLzkyMjMzNzIwMzY4NTQ3NzEwOTYtMDAwMDAw";

    public static readonly RouteParameter Id = new("id", "The dead letter's id, from the list.", LetterId);

    public static readonly QueryParameter<string?> DryRun = QueryParameter.OneOf(
        "dryRun", "Reports what would be changed or published, without doing it.", ["true", "false"], "false") with
    { Example = "true" };

    private const string Letter =
        $$"""{"id":"{{LetterId}}","state":"Open","reasons":["Required"],"""
        + """ "faults":[{"field":"origin","rule":"Required","detail":"is required"}],"stage":"Checked","""
        + """ "partitionId":"0","offset":"81920","sequenceNumber":4711,"eventIndex":0,"""
        + """ "enqueuedAt":"2026-11-20T18:58:01.25Z","recordedAt":"2026-11-20T18:58:01.4Z","attempts":1,"""
        + """ "source":"/airlines/LA/ops","contentType":"application/json","properties":{},"bodyLength":120""";

    public static Response One(int status, string description) => Schemas.Json(status, description, "DeadLetter", Letter + "}");

    public static Response WithBody => Schemas.Json(
        StatusCodes.Status200OK, "The dead letter with its body.", "DeadLetter", Letter + ",\"bodyEncoding\":\"utf-8\",\"body\":\"{}\"}");

    public static Response Page => Schemas.Json(
        StatusCodes.Status200OK, "Dead letters, newest first.", "DeadLetterPage", $$"""{"value":[{{Letter}}}]}""");

    public static Response Replayed(int status, string description) => Schemas.Json(
        status, description, "ReplayedDeadLetters", """{"replayed":12,"replayedEarlier":1,"refused":2,"events":12}""");

    public static Response Discarded => Schemas.Json(
        StatusCodes.Status200OK, "The number of dead letters by outcome.", "DiscardedDeadLetters",
        """{"discarded":12,"discardedEarlier":1,"refused":2}""");

    public static bool IsDryRun(QueryReader query) => query.Read(DryRun) == "true";

    public static OpenApiSchema DeadLetter => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>
        {
            "id", "state", "reasons", "stage", "partitionId", "eventIndex", "enqueuedAt", "recordedAt", "bodyLength",
        },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["id"] = Schemas.Text("Identifies the dead letter."),
            ["state"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetNames<DeadLetterState>().Select(name => System.Text.Json.Nodes.JsonValue.Create(name))],
            },
            ["reasons"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schemas.Text("A rule that the event violates.") },
            ["faults"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array | JsonSchemaType.String,
                Items = new OpenApiSchema { Type = JsonSchemaType.Object },
                Description = "Each field, rule and detail; text if it had to be cut.",
            },
            ["stage"] = Schemas.Text("The stage at which the event was rejected."),
            ["partitionId"] = Schemas.Text("Event Hubs partition."),
            ["offset"] = Schemas.Text("Event Hubs offset."),
            ["sequenceNumber"] = Schemas.Whole("Event Hubs sequence number."),
            ["eventIndex"] = Schemas.Whole("Which event of the message, from 0. A dead letter of the whole message has 0."),
            ["enqueuedAt"] = Schemas.Time("The time at which the Event Hub accepted the message."),
            ["recordedAt"] = Schemas.Time("The time at which the dead letter was written."),
            ["attempts"] = Schemas.Whole("The number of attempts to process the message."),
            ["source"] = Schemas.Text(
                "The publisher: source of the event or of its message, up to 512 characters. Absent if none is known."),
            ["schema"] = Schemas.Text("The schema declared by the event."),
            ["contentType"] = Schemas.Text("Of the message."),
            ["properties"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object | JsonSchemaType.String,
                Description = "Of the message; text if they had to be cut.",
            },
            ["bodyLength"] = Schemas.Whole("Bytes."),
            ["bodyEncoding"] = Schemas.Text("utf-8 or base64."),
            ["body"] = Schemas.Text("The body as received; absent from lists."),
            ["replayId"] = Schemas.Text("The latest replay."),
            ["replayedAt"] = Schemas.Time("When it was."),
            ["replayedEventIds"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schemas.Text("An event that it published.") },
            ["discardedAt"] = Schemas.Time("The time at which the dead letter was discarded."),
            ["discardedBy"] = Schemas.Text("By whom."),
            ["note"] = Schemas.Text("Why."),
        },
    };

    public static OpenApiSchema DeadLetterPage => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "value" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["value"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schemas.Of("DeadLetter") },
            ["nextLink"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uri-reference",
                Description = "Address of the next page, relative to that of the request unless it is absolute; absent on the last one.",
            },
        },
    };

    public static OpenApiSchema DiscardedDeadLetters => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "discarded", "discardedEarlier", "refused" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["dryRun"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Boolean,
                Description = "True for a dry run: the dead letters would be discarded. Absent otherwise.",
            },
            ["discarded"] = Schemas.Whole("Dead letters that this request discarded."),
            ["discardedEarlier"] = Schemas.Whole("Dead letters that had been discarded before."),
            ["refused"] = Schemas.Whole("Dead letters whose events are stored after a replay."),
            ["nextLink"] = NextPost,
        },
    };

    private static OpenApiSchema NextPost => new()
    {
        Type = JsonSchemaType.String,
        Format = "uri-reference",
        Description =
            "The address to POST to for the next page; absent at the end. Relative to the address of the request unless it is absolute.",
    };

    public static OpenApiSchema ReplayedDeadLetters => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "replayed", "replayedEarlier", "refused", "events" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["dryRun"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Boolean,
                Description = "True for a dry run: the events would be published. Absent otherwise.",
            },
            ["replayed"] = Schemas.Whole("Dead letters whose events this request published."),
            ["replayedEarlier"] = Schemas.Whole("Dead letters that an earlier replay has processed."),
            ["refused"] = Schemas.Whole("Dead letters that are still invalid, or discarded."),
            ["events"] = Schemas.Whole("Events that were published."),
            ["nextLink"] = NextPost,
        },
    };
}
