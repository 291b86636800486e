using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LatamFunctions.Http;

/// <summary>An error in a request: the parameter or event, the violated rule, and a description.</summary>
public sealed record ApiError(
    [property: Description("The parameter, header or property.")] string Target,
    [property: Description("The violated rule, a stable name for programs.")] string Rule,
    [property: Description("Human-readable description.")] string Detail,
    [property: Description("Index of the event in the request, from 0."), JsonPropertyOrder(-1)] int? Index = null,
    [property: Description("The value that was sent, possibly truncated.")] string? Value = null);
