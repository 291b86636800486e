using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.OpenApi;

namespace LatamFunctions.Health;

/// <summary>200 when all checks passed, 503 otherwise.</summary>
/// <param name="version">The version of the app, by which a release recognizes that its own build responds.</param>
/// <param name="report">Empty for a probe without dependencies.</param>
internal sealed class HealthResult(string version, HealthReport report) : IResult
{
    public static OpenApiSchema Schema => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "status", "version", "checks" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["status"] = StatusSchema,
            ["version"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The build number of the app." },
            ["checks"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The result of each service; empty for `live`.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["status"] = StatusSchema,
                        ["durationMs"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                    },
                },
            },
        },
    };

    private static OpenApiSchema StatusSchema =>
        new() { Type = JsonSchemaType.String, Enum = [JsonValue.Create("healthy"), JsonValue.Create("unhealthy")] };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var healthy = report.Status == HealthStatus.Healthy;
        var response = httpContext.Response;
        response.StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = MediaTypeNames.Application.Json;
        response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("status", Word(healthy));
            json.WriteString("version", version);
            json.WriteStartObject("checks");
            foreach (var (name, entry) in report.Entries)
            {
                json.WriteStartObject(name);
                json.WriteString("status", Word(entry.Status == HealthStatus.Healthy));
                json.WriteNumber("durationMs", (long)entry.Duration.TotalMilliseconds);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static string Word(bool healthy) => healthy ? "healthy" : "unhealthy";
}
