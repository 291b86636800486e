using System.ComponentModel;
using System.Text.Json.Serialization;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>The response of a probe.</summary>
internal sealed record HealthDocument(
    HealthState Status,
    [property: Description("The build number of the app.")] string Version,
    [property: Description("The result of each service; empty for `live`.")] IReadOnlyDictionary<string, ServiceHealth> Checks)
{
    /// <param name="version">The app version. A release compares the version with the released build.</param>
    /// <param name="report">The results of the health checks; empty for the liveness probe.</param>
    public static HealthDocument From(string version, HealthReport report) => new(
        StateOf(report.Status),
        version,
        report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new ServiceHealth(StateOf(entry.Value.Status), (long)entry.Value.Duration.TotalMilliseconds)));

    /// <summary>Returns a response with the status 200 if all checks passed, or 503 if a check failed.</summary>
    public JsonResponse ToResponse() => JsonResponse.From(
        Status == HealthState.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
        this,
        HealthJson.Default.HealthDocument);

    private static HealthState StateOf(HealthStatus status) =>
        status == HealthStatus.Healthy ? HealthState.Healthy : HealthState.Unhealthy;
}

/// <summary>The result of a service's health check.</summary>
internal sealed record ServiceHealth(HealthState Status, long DurationMs);

/// <summary>The state of the app or of a service. Every state other than healthy is reported as unhealthy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
internal enum HealthState
{
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    [JsonStringEnumMemberName("unhealthy")]
    Unhealthy,
}

[JsonSerializable(typeof(HealthDocument))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class HealthJson : JsonSerializerContext;
