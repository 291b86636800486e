using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Tests.OpenApi;

namespace LocalStack.Tests;

/// <summary>Creates requests only from the paths, parameters and examples in the OpenAPI document.</summary>
/// <param name="root">The address of the API, with a slash at the end.</param>
/// <param name="key">A key that grants access to all operations.</param>
internal sealed class ContractRequests(Uri root, string key)
{
    /// <summary>Creates a request from the examples of the required parameters and the first example of the body.</summary>
    /// <param name="operation">The operation in the document.</param>
    /// <param name="path">Values for path parameters, which replace the examples.</param>
    /// <param name="query">Additional query parameters.</param>
    /// <param name="body">A body that replaces the example.</param>
    public HttpRequestMessage Create(
        ApiOperation operation, string? path = null, IEnumerable<(string Name, string Value)>? query = null, string? body = null,
        string? mediaType = null)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Parse(operation.Method), new Uri(root, PathOf(operation, path) + QueryOf(operation, query ?? [])));
        request.Headers.Add("x-functions-key", key);

        // Bypass the cache, whose responses can be a second old.
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (operation.Body.Count > 0)
        {
            mediaType ??= operation.Body.Keys.First();
            request.Content = new StringContent(body ?? ExampleOf(operation, mediaType), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        return request;
    }

    /// <summary>Returns the text of an example as it appears in a request.</summary>
    public static string Text(JsonNode? example) =>
        example is JsonValue value && value.TryGetValue(out string? text) ? text : example!.ToJsonString();

    private static string ExampleOf(ApiOperation operation, string mediaType) => Text(operation.Body[mediaType].Examples.Values.First());

    private static string PathOf(ApiOperation operation, string? value) => operation.Parameters
        .Where(parameter => parameter.In == "path")
        .Aggregate(
            operation.Path.TrimStart('/'),
            (path, parameter) => path.Replace(
                $"{{{parameter.Name}}}", Uri.EscapeDataString(value ?? Text(parameter.Example)), StringComparison.Ordinal));

    private static string QueryOf(ApiOperation operation, IEnumerable<(string Name, string Value)> query)
    {
        var given = query.ToList();
        var required = operation.Parameters
            .Where(parameter => parameter is { In: "query", IsRequired: true } && !given.Exists(other => other.Name == parameter.Name))
            .Select(parameter => (parameter.Name, Text(parameter.Example)));
        var parts = required.Concat(given).Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}").ToList();
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
