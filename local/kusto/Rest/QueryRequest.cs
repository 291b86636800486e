using System.Text;
using System.Text.Json;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Query;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>Reads a query or command from the body or the URL of a request into a <see cref="RequestContext"/>.</summary>
internal static class QueryRequest
{
    public static async Task ReadAsync(
        HttpRequest http, RequestContext request, string defaultDatabase, CancellationToken cancellationToken)
    {
        request.Database = defaultDatabase;
        if (HttpMethods.IsGet(http.Method))
        {
            request.IsReadOnly = true;
            request.Text = http.Query["csl"].ToString();
            SetRequest(request, http.Query["db"].ToString(), ParseProperties(http.Query["properties"].ToString()));
        }
        else if (HttpMethods.IsPost(http.Method))
        {
            using var body = await DecompressedRequestBody.ReadAsync(http, KustoLimits.MaxQueryRequest, cancellationToken)
                .ConfigureAwait(false);
            ReadJson(body.Memory, request);
        }
        else
        {
            throw new KustoRequestException(
                StatusCodes.Status405MethodNotAllowed, "General_BadRequest", "KustoBadRequestException",
                    $"{http.Method} is not supported here. Use POST, or use GET to read.");
        }
        request.IsReadOnly |= http.Headers["x-ms-readonly"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase)
            || RequestOptions.From(request.Properties.Options).IsReadOnly;
        if (string.IsNullOrWhiteSpace(request.Text))
            throw KustoRequestException.BadRequest("The request has no text: 'csl' is missing or empty.");
        if (request.Text.Contains('\0'))
            throw KustoRequestException.BadRequest("The text contains the character U+0000.");
    }

    private static void ReadJson(ReadOnlyMemory<byte> body, RequestContext request)
    {
        try
        {
            JsonSurrogates.Check(body.Span);
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw KustoRequestException.BadRequest("The body must be a JSON object with 'db' and 'csl'.");
            request.Text = Text(root, "csl");
            var properties = ClientRequestProperties.Find(root, "properties") ?? default;
            if (properties.ValueKind == JsonValueKind.String)
                JsonSurrogates.Check(Encoding.UTF8.GetBytes(properties.GetString()!));
            SetRequest(request, Text(root, "db"), ClientRequestProperties.Read(properties));
        }
        catch (JsonException e)
        {
            throw KustoRequestException.BadRequest($"The body is not valid JSON: {e.Message}");
        }
    }

    private static ClientRequestProperties ParseProperties(string text)
    {
        if (text.Length == 0)
            return ClientRequestProperties.None;
        try
        {
            JsonSurrogates.Check(Encoding.UTF8.GetBytes(text));
            using var document = JsonDocument.Parse(text);
            return ClientRequestProperties.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw KustoRequestException.BadRequest($"'properties' is not valid JSON: {e.Message}");
        }
    }

    private static void SetRequest(RequestContext request, string database, ClientRequestProperties properties)
    {
        if (database.Length > 0)
            request.Database = database;
        request.Properties = properties;
    }

    private static string Text(JsonElement body, string name) => ClientRequestProperties.Find(body, name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => throw KustoRequestException.BadRequest($"'{name}' must be a string."),
    };
}
