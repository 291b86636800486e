using System.Globalization;
using System.Security.Cryptography;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// Repeatable requests (OASIS Repeatable Requests 1.0; Azure REST API Guidelines, "Repeatability of requests"). Ids assigned to events are
/// derived from the request id, so a repeated request publishes events with the same ids, which are stored only once.
/// <see cref="PublishingClaims"/> detects different requests with the same id.
/// </summary>
internal static class Repeatability
{
    public const string RequestIdHeader = "Repeatability-Request-ID";
    public const string FirstSentHeader = "Repeatability-First-Sent";
    public const string ResultHeader = "Repeatability-Result";

    public static readonly IReadOnlyList<RequestHeader> Headers =
    [
        new(RequestIdHeader, "A UUID for this request. If the request is repeated with the same id, its events are stored once.",
            "0b6c1d0d-5a0f-4f0a-9a57-2f9c2d6c1f10"),
        new(FirstSentHeader, "The time at which the request was first sent; required with the id.", "Fri, 20 Nov 2026 18:58:00 GMT"),
    ];

    public static readonly ResponseHeader Result =
        new(ResultHeader, "Present if the request had the headers of a repeatable request.", "accepted", IsAlwaysPresent: false);

    /// <returns>The prefix of assigned event ids, or the problem with the headers.</returns>
    public static (string EventIdPrefix, Problem? Problem) Read(HttpRequest request)
    {
        var id = request.Headers[RequestIdHeader];
        var firstSent = request.Headers[FirstSentHeader];
        if (id.Count == 0 && firstSent.Count == 0)
            return (Guid.CreateVersion7().ToString(), null);

        if (id is not [{ } idText] || !Guid.TryParseExact(idText, "D", out var requestId))
            return ("", Reject(RequestIdHeader, "must be a single UUID"));

        if (firstSent is not [{ } sentText]
            || !DateTimeOffset.TryParseExact(sentText, "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return ("", Reject(FirstSentHeader, "must be a single date such as Wed, 01 May 2024 10:20:30 GMT"));

        request.HttpContext.Response.Headers[ResultHeader] = "accepted";
        return (requestId.ToString(), null);
    }

    /// <summary>
    /// Rejects a request if any instance has received a different request with the same id within
    /// <see cref="PublishingClaims.MaxLifetime"/>.
    /// </summary>
    /// <param name="requestId">The result of <see cref="Read"/>.</param>
    /// <param name="body">The decompressed body.</param>
    /// <param name="claims">The claims that store the ids.</param>
    public static async Task<Problem?> ClaimAsync(
        HttpRequest request, string requestId, ReadOnlyMemory<byte> body, PublishingClaims claims, CancellationToken cancellationToken) =>
        !IsRepeatable(request)
            || await claims.TryClaimAsync(requestId, ContentOf(request, body), PublishingClaims.MaxLifetime, cancellationToken)
            ? null
            : Reused;

    /// <summary>Whether the request is repeatable.</summary>
    public static bool IsRepeatable(HttpRequest request) => request.Headers[RequestIdHeader].Count > 0;

    /// <summary>Returns a value that distinguishes a repeated request from a different request with the same id.</summary>
    public static string ContentOf(HttpRequest request, ReadOnlyMemory<byte> body) =>
        $"{request.Method} {request.Path} {Convert.ToHexString(SHA256.HashData(body.Span))}";

    public static Problem Reused => new(
        ErrorCodes.RepeatabilityIdReused,
        $"{RequestIdHeader} was already used for another request. A repeated request must be identical. Nothing was published.");

    private static Problem Reject(string header, string detail) =>
        new(ErrorCodes.InvalidHeader, "The headers of the repeatable request are invalid.")
        {
            Errors = [new ApiError(header, "Format", detail)],
        };
}
