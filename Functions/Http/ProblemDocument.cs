using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LatamFunctions.Http;

/// <summary>The body of a <see cref="Problem"/>.</summary>
[Description("Problem details (RFC 9457).")]
internal sealed record ProblemDocument(
    [property: Description("Always about:blank; `code` distinguishes problems.")] string Type,
    [property: Description("The reason phrase of the status.")] string Title,
    int Status,
    [property: Description("A stable code for programs; identical to the header x-ms-error-code.")] string Code,
    [property: Description("A description for people.")] string Detail,
    [property: Description("The path of the request.")] string? Instance = null,
    [property: Description("Each error of the request.")] IReadOnlyList<ApiError>? Errors = null);

[JsonSerializable(typeof(ProblemDocument))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class ProblemJson : JsonSerializerContext;
