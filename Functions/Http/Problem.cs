using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LatamFunctions.Http;

/// <summary>
/// An error answer: problem details (RFC 9457) whose <c>code</c> also stands in the header x-ms-error-code (Azure REST API
/// Guidelines, "Errors"). Codes are a contract, texts are not.
/// </summary>
public sealed class Problem(int status, string code, string detail) : IResult
{
    public const string ContentType = "application/problem+json";
    public const string ErrorCodeHeader = "x-ms-error-code";

    public int Status { get; } = status;

    public string Code { get; } = code;

    public string Detail { get; } = detail;

    /// <summary>What is wrong in detail; empty where <see cref="Detail"/> says it all.</summary>
    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    /// <summary>When it makes sense to ask again (RFC 9110 §10.2.3).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers[ErrorCodeHeader] = Code;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);

        await using (var json = new Utf8JsonWriter(response.BodyWriter, AnswerJson.Options))
            Write(json, httpContext.Request.Path);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, string? instance)
    {
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
        json.WriteNumber("status", Status);
        json.WriteString("code", Code);
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
