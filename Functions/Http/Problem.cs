using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LatamFunctions.Http;

/// <summary>
/// An error response with problem details (RFC 9457). The header x-ms-error-code repeats the property <c>code</c> (Azure REST API
/// Guidelines, "Errors"). Codes are a contract; messages are not.
/// </summary>
public sealed class Problem(ErrorCode code, string detail) : IResult
{
    public const string ContentType = "application/problem+json";
    public const string ErrorCodeHeader = "x-ms-error-code";

    public ErrorCode Code { get; } = code;

    public int Status => Code.Status;

    public string Detail { get; } = detail;

    /// <summary>The individual errors; empty if <see cref="Detail"/> describes the problem completely.</summary>
    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    /// <summary>The time to wait before a retry (RFC 9110 §10.2.3).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers[ErrorCodeHeader] = Code.Name;
        if (RetryAfter is { } retryAfter)
            headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);
        await JsonResponse
            .From(Status, DocumentOf(httpContext.Request.Path), ProblemJson.Default.ProblemDocument, ContentType)
            .ExecuteAsync(httpContext);
    }

    /// <summary>Returns the body of the response to a request for <paramref name="path"/>.</summary>
    internal JsonNode ToJson(string path) => JsonSerializer.SerializeToNode(DocumentOf(path), ProblemJson.Default.ProblemDocument)!;

    private ProblemDocument DocumentOf(string? instance) => new(
        Type: "about:blank",
        Title: ReasonPhrases.GetReasonPhrase(Status),
        Status,
        Code.Name,
        Detail,
        instance,
        Errors.Count > 0 ? Errors : null);
}
