using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>The query parameters of every operation.</summary>
internal static class CommonParameters
{
    /// <summary>The date of the latest breaking change to the contract (Azure REST API Guidelines, "Versioning").</summary>
    public const string CurrentVersion = "2026-11-01";

    public static readonly IReadOnlyList<string> Versions = [CurrentVersion];

    public static readonly QueryParameter<string?> ApiVersion = QueryParameter.OneOf(
        "api-version", "The API version that the client targets. Pin it to avoid unexpected contract changes.",
        Versions, CurrentVersion) with
    { Requirement = $"Supported version: {CurrentVersion}." };

    /// <summary>The parameter in which the Functions host also accepts keys. The host has already validated the key.</summary>
    public static readonly QueryParameter<string?> Code = new(
        "code", "", "a key", new OpenApiSchema { Type = JsonSchemaType.String }, (text, out value) => (value = text) is not null);

    public static readonly IReadOnlyList<QueryParameter> All = [ApiVersion, Code];
}
