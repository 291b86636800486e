using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LatamFunctions.Http;

/// <summary>
/// An error response: problem details (RFC 9457) whose <c>code</c> is repeated in the x-ms-error-code header (Azure REST API Guidelines,
/// "Errors"). Codes are a contract, messages are not.
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

    /// <summary>The body of the response to a request of <paramref name="path"/>.</summary>
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
