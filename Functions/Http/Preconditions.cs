using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Http;

/// <summary>The headers If-Match and If-None-Match of requests that change a flight (RFC 9110 §13.1).</summary>
internal static class Preconditions
{
    private const string ExampleETag = "\"Wv1pDdZnWbXgUqbbnJo9\"";

    private static readonly RequestHeader IfMatch = new(
        "If-Match", "Changes the flight only if this is its current ETag; `*` matches any existing flight.", ExampleETag);

    /// <summary>The headers of an operation that changes or creates a flight.</summary>
    public static readonly IReadOnlyList<RequestHeader> Headers =
    [
        IfMatch,
        new("If-None-Match", "`*`: the request succeeds only if the flight does not exist.", "*"),
    ];

    /// <summary>The headers of an operation that changes only existing flights.</summary>
    public static readonly IReadOnlyList<RequestHeader> HeadersForExistingFlights =
    [
        IfMatch,
        new(
            "If-None-Match",
            "Changes the flight only if this is not its current ETag. A request with `*` never succeeds, because the flight must exist.",
            ExampleETag),
    ];

    /// <summary>
    /// Whether the headers restrict the change to a specific state: the state with a given ETag, or the absence of the flight. Only one
    /// request can succeed with such a condition.
    /// </summary>
    public static bool NamesOneState(HttpRequest request) =>
        (request.Headers.IfMatch.Count > 0 && request.Headers.IfMatch != "*") || request.Headers.IfNoneMatch == "*";

    /// <param name="request">The request with the headers.</param>
    /// <param name="etag">The ETag of the flight to change; <c>null</c> if the flight does not exist.</param>
    /// <returns>The problem; <c>null</c> if the conditions are met.</returns>
    public static Problem? ProblemOf(HttpRequest request, string? etag)
    {
        var current = etag is null ? null : EntityTagHeaderValue.Parse(etag);
        if (request.Headers.IfMatch.Count > 0 && !Matches(request.Headers.IfMatch, current, useStrongComparison: true))
            return NotMet("If-Match", current is null ? "the flight does not exist" : "the flight has changed since you read it");
        if (request.Headers.IfNoneMatch.Count > 0 && Matches(request.Headers.IfNoneMatch, current, useStrongComparison: false))
            return NotMet("If-None-Match", request.Headers.IfNoneMatch == "*" ? "the flight exists" : "the flight has this ETag");
        return null;
    }

    private static bool Matches(
        Microsoft.Extensions.Primitives.StringValues header, EntityTagHeaderValue? current, bool useStrongComparison) =>
        current is not null
        && EntityTagHeaderValue.TryParseList([.. header.Select(value => value ?? "")], out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison));

    /// <summary>Creates the problem for a request with a condition while an earlier change to the flight is not stored yet.</summary>
    public static Problem Undecided(HttpRequest request) =>
        NotMet(request.Headers.IfMatch.Count > 0 ? "If-Match" : "If-None-Match", "an earlier change to the flight is not stored yet");

    private static Problem NotMet(string header, string reason) =>
        new(ErrorCodes.ConditionNotMet, $"{header} is not met: {reason}. Nothing was published. Read the flight again.");
}
