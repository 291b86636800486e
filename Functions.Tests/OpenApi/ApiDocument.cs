using System.Text.Json.Nodes;
using LatamFunctions.Http;
using LatamFunctions.OpenApi;
using Microsoft.OpenApi;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>The JSON of an OpenAPI document, as a client receives it.</summary>
internal sealed class ApiDocument(JsonObject json)
{
    public JsonObject Json => json;

    /// <summary>The operations in the order of the document.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in json["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new ApiOperation(path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject()),
    ];

    public ApiOperation this[string id] => Operations.Single(operation => operation.Id == id);

    /// <summary>The document of this app, as <c>GET /openapi.json</c> returns it.</summary>
    public static async Task<ApiDocument> CurrentAsync()
    {
        using var bytes = new MemoryStream();
        await OpenApiDescription.Create(ApiCatalog.Current, "/api").SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        return new ApiDocument(JsonNode.Parse(bytes.ToArray())!.AsObject());
    }

    /// <summary>A segment of a JSON pointer (RFC 6901 §3).</summary>
    public static string Escape(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="Method">The method, in upper case.</param>
internal sealed record ApiOperation(string Path, string Method, JsonObject Json)
{
    public string Id => (string)Json["operationId"]!;

    public IReadOnlyList<ApiParameter> Parameters { get; } =
        [.. (Json["parameters"]?.AsArray() ?? []).Select((parameter, index) => new ApiParameter(index, parameter!.AsObject()))];

    public IReadOnlyDictionary<int, ApiResponse> Responses { get; } = Json["responses"]!.AsObject()
        .ToDictionary(response => int.Parse(response.Key), response => new ApiResponse(response.Value!.AsObject()));

    /// <summary>Media types of the request's body with an example each; none if it has no body.</summary>
    public IReadOnlyDictionary<string, ApiContent> Body { get; } = ApiContent.AllOf(Json["requestBody"]?["content"]);

    /// <summary>JSON pointer to it in its document.</summary>
    public string Pointer => $"/paths/{ApiDocument.Escape(Path)}/{Method.ToLowerInvariant()}";

    public string RequestSchema(string mediaType) => $"{Pointer}/requestBody/content/{ApiDocument.Escape(mediaType)}/schema";

    public string ResponseSchema(int status, string mediaType) =>
        $"{Pointer}/responses/{status}/content/{ApiDocument.Escape(mediaType)}/schema";

    public override string ToString() => Id;
}

internal sealed record ApiParameter(int Index, JsonObject Json)
{
    public string Name => (string)Json["name"]!;

    /// <summary>path, query or header.</summary>
    public string In => (string)Json["in"]!;

    public bool IsRequired => (bool?)Json["required"] ?? false;

    public JsonObject Schema => Json["schema"]!.AsObject();

    /// <summary>An example value; null if only a response can provide one, as for a cursor.</summary>
    public JsonNode? Example => Json["example"] ?? Schema["examples"]?[0] ?? Schema["default"] ?? Schema["enum"]?[0];
}

internal sealed record ApiResponse(JsonObject Json)
{
    public IReadOnlyDictionary<string, ApiContent> Contents { get; } = ApiContent.AllOf(Json["content"]);

    public IReadOnlyCollection<string> Headers => [.. Json["headers"]?.AsObject().Select(header => header.Key) ?? []];

    /// <summary>The headers that every such response has.</summary>
    public IEnumerable<string> RequiredHeaders => Headers.Where(name => (bool?)Resolved(Json["headers"]![name]!)["required"] ?? false);

    /// <summary>The names of the examples of its problem details; none if it is not a problem.</summary>
    public IReadOnlyCollection<string> Codes =>
        Contents.TryGetValue(Problem.ContentType, out var problem) ? [.. problem.Examples.Keys] : [];

    /// <summary>A reference points into the same document.</summary>
    private static JsonNode Resolved(JsonNode node) => (string?)node["$ref"] is { } reference
        ? reference.Split('/').Skip(1).Aggregate(node.Root, (parent, name) => parent[name]!)
        : node;
}

/// <param name="Examples">The examples by name; one without a name is called <c>example</c>.</param>
internal sealed record ApiContent(JsonObject Json, IReadOnlyDictionary<string, JsonNode?> Examples)
{
    public bool HasSchema => Json.ContainsKey("schema");

    public static IReadOnlyDictionary<string, ApiContent> AllOf(JsonNode? contents) =>
        (contents?.AsObject() ?? []).ToDictionary(content => content.Key, content => ContentOf(content.Value!.AsObject()));

    /// <summary>
    /// The values that a text of <paramref name="mediaType"/> has for a schema: one for each line of JSON Lines, otherwise one.
    /// </summary>
    public static IEnumerable<JsonNode?> ValuesOf(string mediaType, string text) => mediaType switch
    {
        "application/x-ndjson" or "application/jsonl" =>
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)),
        _ when mediaType.EndsWith("json", StringComparison.Ordinal) => [JsonNode.Parse(text)],
        _ => [JsonValue.Create(text)],
    };

    private static ApiContent ContentOf(JsonObject json) => new(
        json,
        json["examples"] is JsonObject examples
            ? examples.ToDictionary(example => example.Key, example => example.Value!["value"])
            : json.ContainsKey("example") ? new Dictionary<string, JsonNode?> { ["example"] = json["example"] } : []);
}
