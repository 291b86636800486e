using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>
/// An error response: problem details (RFC 9457) whose <c>code</c> is also in the header x-ms-error-code (Azure REST API
/// Guidelines, "Errors"). Codes are a contract, texts are not.
/// </summary>
public sealed class Problem(ErrorCode code, string detail) : IResult
{
    public const string ContentType = "application/problem+json";
    public const string ErrorCodeHeader = "x-ms-error-code";

    public ErrorCode Code { get; } = code;

    public int Status => Code.Status;

    public string Detail { get; } = detail;

    /// <summary>The single errors; empty if <see cref="Detail"/> describes the problem completely.</summary>
    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    /// <summary>When to retry (RFC 9110 §10.2.3).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers[ErrorCodeHeader] = Code.Name;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);

        await using (var json = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Options))
            Write(json, httpContext.Request.Path);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    internal static OpenApiSchema Schema => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "code", "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Schemas.Text("Always about:blank; `code` distinguishes problems."),
            ["title"] = Schemas.Text("The reason phrase of the status."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["code"] = Schemas.Text("A stable code for programs; identical to the header x-ms-error-code."),
            ["detail"] = Schemas.Text("A description for people."),
            ["instance"] = Schemas.Text("The path of the request."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "Each error of the request.",
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "target", "rule", "detail" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["index"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Integer,
                            Description = "Index of the event in the request, from 0.",
                        },
                        ["target"] = Schemas.Text("The parameter, header or property."),
                        ["rule"] = Schemas.Text("The violated rule, a stable name for programs."),
                        ["detail"] = Schemas.Text("A description for people."),
                        ["value"] = Schemas.Text("The value that was sent, cut to a safe length."),
                    },
                },
            },
        },
    };

    /// <summary>The body of the response to a request of <paramref name="path"/>.</summary>
    internal JsonNode ToJson(string path)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, ResponseJson.Options))
            Write(json, path);
        return JsonNode.Parse(bytes.ToArray())!;
    }

    private void Write(Utf8JsonWriter json, string? instance)
    {
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
        json.WriteNumber("status", Status);
        json.WriteString("code", Code.Name);
        json.WriteString("detail", Detail);
        json.WriteString("instance", instance);
        if (Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var error in Errors)
                Write(json, error);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject();
        if (error.Index is { } index)
            json.WriteNumber("index", index);
        json.WriteString("target", error.Target);
        json.WriteString("rule", error.Rule);
        json.WriteString("detail", error.Detail);
        if (error.Value is not null)
            json.WriteString("value", error.Value);
        json.WriteEndObject();
    }
}
