using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LatamFunctions.Http;

/// <summary>The body of a <see cref="Problem"/>.</summary>
[Description("Problem details (RFC 9457).")]
internal sealed record ProblemDocument(
    [property: Description("Always about:blank; use `code` to identify the problem.")] string Type,
    [property: Description("The reason phrase of the status.")] string Title,
    int Status,
    [property: Description("A stable code for programs; identical to the `x-ms-error-code` header.")] string Code,
    [property: Description("Human-readable description.")] string Detail,
    [property: Description("The path of the request.")] string? Instance = null,
    [property: Description("The individual errors of the request.")] IReadOnlyList<ApiError>? Errors = null);

[JsonSerializable(typeof(ProblemDocument))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class ProblemJson : JsonSerializerContext;
