using System.Text.Json.Nodes;
using LatamFunctions.Http;
using LatamFunctions.OpenApi;
using Microsoft.OpenApi;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>An OpenAPI document in JSON, as clients receive it.</summary>
internal sealed class ApiDocument(JsonObject json)
{
    public JsonObject Json => json;

    /// <summary>The operations, in document order.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in json["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new ApiOperation(path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject()),
    ];

    public ApiOperation this[string id] => Operations.Single(operation => operation.Id == id);

    /// <summary>Returns the app's document, which <c>GET /openapi.json</c> returns.</summary>
    public static async Task<ApiDocument> CurrentAsync()
    {
        using var bytes = new MemoryStream();
        await OpenApiDescription.Create(ApiCatalog.Current, "/api").SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        return new ApiDocument(JsonNode.Parse(bytes.ToArray())!.AsObject());
    }

    /// <summary>Escapes a segment of a JSON pointer (RFC 6901 §3).</summary>
    public static string Escape(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <param name="Path">The path, with parameters in braces.</param>
/// <param name="Method">The method, in uppercase.</param>
internal sealed record ApiOperation(string Path, string Method, JsonObject Json)
{
    public string Id => (string)Json["operationId"]!;

    public IReadOnlyList<ApiParameter> Parameters { get; } =
        [.. (Json["parameters"]?.AsArray() ?? []).Select((parameter, index) => new ApiParameter(index, parameter!.AsObject()))];

    public IReadOnlyDictionary<int, ApiResponse> Responses { get; } = Json["responses"]!.AsObject()
        .ToDictionary(response => int.Parse(response.Key), response => new ApiResponse(response.Value!.AsObject()));

    /// <summary>The contents of the request body by media type; empty if the operation has no request body.</summary>
    public IReadOnlyDictionary<string, ApiContent> Body { get; } = ApiContent.AllOf(Json["requestBody"]?["content"]);

    /// <summary>The JSON pointer to the operation in the document.</summary>
    public string Pointer => $"/paths/{ApiDocument.Escape(Path)}/{Method.ToLowerInvariant()}";

    public string RequestSchema(string mediaType) => $"{Pointer}/requestBody/content/{ApiDocument.Escape(mediaType)}/schema";

    public string ResponseSchema(int status, string mediaType) =>
        $"{Pointer}/responses/{status}/content/{ApiDocument.Escape(mediaType)}/schema";

    public override string ToString() => Id;
}

internal sealed record ApiParameter(int Index, JsonObject Json)
{
    public string Name => (string)Json["name"]!;

    /// <summary>The location of the parameter: path, query or header.</summary>
    public string In => (string)Json["in"]!;

    public bool IsRequired => (bool?)Json["required"] ?? false;

    public JsonObject Schema => Json["schema"]!.AsObject();

    /// <summary>An example value; <c>null</c> if only a response can provide a value, as for cursors.</summary>
    public JsonNode? Example => Json["example"] ?? Schema["examples"]?[0] ?? Schema["default"] ?? Schema["enum"]?[0];
}

internal sealed record ApiResponse(JsonObject Json)
{
    public IReadOnlyDictionary<string, ApiContent> Contents { get; } = ApiContent.AllOf(Json["content"]);

    public IReadOnlyCollection<string> Headers => [.. Json["headers"]?.AsObject().Select(header => header.Key) ?? []];

    /// <summary>The headers that every response with this status contains.</summary>
    public IEnumerable<string> RequiredHeaders => Headers.Where(name => (bool?)Resolved(Json["headers"]![name]!)["required"] ?? false);

    /// <summary>The names of the problem details examples; empty if the response is not an error.</summary>
    public IReadOnlyCollection<string> Codes =>
        Contents.TryGetValue(Problem.ContentType, out var problem) ? [.. problem.Examples.Keys] : [];

    /// <summary>Resolves a reference within the document.</summary>
    private static JsonNode Resolved(JsonNode node) => (string?)node["$ref"] is { } reference
        ? reference.Split('/').Skip(1).Aggregate(node.Root, (parent, name) => parent[name]!)
        : node;
}

/// <param name="Examples">The examples by name. An example without a name has the name <c>example</c>.</param>
internal sealed record ApiContent(JsonObject Json, IReadOnlyDictionary<string, JsonNode?> Examples)
{
    public bool HasSchema => Json.ContainsKey("schema");

    public static IReadOnlyDictionary<string, ApiContent> AllOf(JsonNode? contents) =>
        (contents?.AsObject() ?? []).ToDictionary(content => content.Key, content => ContentOf(content.Value!.AsObject()));

    /// <summary>
    /// Returns the values in a text of type <paramref name="mediaType"/>: one value per line for JSON Lines, or a single value for other
    /// media types.
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
