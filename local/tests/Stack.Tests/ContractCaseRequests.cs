using LatamFunctions.Http;
using LatamFunctions.Tests.OpenApi;

namespace LocalStack.Tests;

/// <summary>Creates the requests that cause the documented responses, and lists the responses that no request can cause.</summary>
/// <param name="requests">The factory for requests.</param>
/// <param name="deadLetters">The ids of dead letters by their use: open, kept, discarded, replayed.</param>
/// <param name="keyFor">A function that returns a key with a scope.</param>
internal sealed class ContractCaseRequests(
    ContractRequests requests, IReadOnlyDictionary<string, string> deadLetters, Func<string, string> keyFor)
{
    /// <summary>One byte more than the maximum size of a request body.</summary>
    private const int BodyTooLarge = (32 * 1024 * 1024) + 1;

    /// <summary>The responses that no request can cause. A <c>null</c> operation or code matches all values.</summary>
    private static readonly IReadOnlyList<(string? Operation, int Status, string? Code, string Why)> Impossible =
    [
        (null, 401, nameof(ErrorCodes.InvalidToken),
            "requires an app that accepts tokens: ConsumerAuthenticatorTests, RequestValidationMiddlewareTests"),
        (null, 207, null, "requires an event hub that accepts only some events: PublishFlightEventsTests"),
        (null, 400, nameof(ErrorCodes.MalformedRequest), "client libraries cannot send it: ExceptionHandlingMiddlewareTests"),
        (null, 408, null, "requires a body that takes longer than the test: ExceptionHandlingMiddlewareTests"),
        (null, 429, null, "the stack's rate limit is too high to reach: LimitTests"),
        (null, 500, null, "no request must cause this response: ExceptionHandlingMiddlewareTests"),
        (null, 503, null, "requires an unavailable service: FaultTests"),
        (null, 504, null, "requires a slow database: ExceptionHandlingMiddlewareTests"),
        (null, 400, nameof(ErrorCodes.ResultTooLarge), "requires 500,000 flights or 64 MB: ExportFlightsTests"),
        (null, 409, nameof(ErrorCodes.RepeatabilityIdReused),
            "requires an id that an earlier request used: CaseTests, PublishFlightEventsTests"),
        (null, 409, nameof(ErrorCodes.FlightAheadOfClock), "requires a flight that was stored before the clock rule: FlightChangeTests"),
        ("CancelFlight", 400, nameof(ErrorCodes.InvalidEvents), "requires a stored flight that violates the current rules"),
    ];

    public static IReadOnlyList<ContractCase> Unreachable(ApiDocument document) =>
        [.. ContractCase.AllOf(document).Where(documented => Impossible.Any(rule => Covers(rule, documented)))];

    /// <summary>Returns the rules for impossible responses that match no documented response.</summary>
    public static IEnumerable<string> UnusedRules(ApiDocument document) => Impossible
        .Where(rule => !ContractCase.AllOf(document).Any(documented => Covers(rule, documented)))
        .Select(rule => $"{rule.Operation} {rule.Status} {rule.Code}: {rule.Why}");

    /// <returns>The request that causes the response, or <c>null</c> if this method has no such request.</returns>
    public HttpRequestMessage? RequestFor(ApiOperation operation, int status, string? code) => (operation.Id, status, code) switch
    {
        // These responses depend on the state of a dead letter.
        ("ReplayDeadLetter", 202, _) => requests.Create(operation, deadLetters["replayed"]),
        ("ReplayDeadLetter", 200, _) => requests.Create(operation, deadLetters["replayed"]),
        ("DiscardDeadLetter", 409, _) => requests.Create(operation, deadLetters["replayed"]),
        ("DiscardDeadLetter", 200, _) => requests.Create(operation, deadLetters["discarded"]),
        ("ReplayDeadLetter", _, nameof(ErrorCodes.DeadLetterDiscarded)) => requests.Create(operation, deadLetters["discarded"]),
        ("ReplayDeadLetter", _, nameof(ErrorCodes.StillFaulty)) => requests.Create(operation, deadLetters["open"], body: ""),
        ("ReplayDeadLetters", 202, _) => requests.Create(operation, query: [("partition", ContractDeadLetters.PartitionOfKept)]),
        ("DiscardDeadLetters", 200, _) => requests.Create(operation, query: [("state", "Discarded")]),
        ("ReplayDeadLetters", 200, _) => requests.Create(operation, query: [("state", "Discarded")]),
        ("GetDeadLetter", 200, _) => requests.Create(operation, deadLetters["open"]),

        (_, 200 or 202, null) => requests.Create(operation),
        (_, 304, _) => requests.Create(operation),
        (_, 401, _) => WithKey(operation, null),
        (_, 403, _) => WithKey(operation, keyFor(OtherScope(operation))),
        (_, 404, _) => requests.Create(operation, "nope"),
        (_, _, nameof(ErrorCodes.InvalidParameter)) => requests.Create(operation, query: [("colour", "red")]),
        (_, _, nameof(ErrorCodes.InvalidCursor)) => requests.Create(operation, query: [("cursor", "AAAA")]),
        (_, _, nameof(ErrorCodes.UnsupportedApiVersion)) => requests.Create(operation, query: [("api-version", "1999-12-31")]),
        (_, _, nameof(ErrorCodes.UriTooLong)) => requests.Create(operation, query: [("colour", new string('r', RequestAddress.MaxLength))]),
        (_, _, nameof(ErrorCodes.NotAcceptable)) => With(requests.Create(operation), "Accept", "image/png"),
        (_, _, nameof(ErrorCodes.InvalidHeader)) => With(requests.Create(operation), "Repeatability-Request-ID", "one"),
        (_, _, nameof(ErrorCodes.ConditionNotMet)) => With(requests.Create(operation), "If-Match", "\"another\""),
        (_, _, nameof(ErrorCodes.InvalidEvents)) => requests.Create(operation, DeadLetterOrNull(operation), body: "{}"),
        (_, _, nameof(ErrorCodes.NoEvents)) => requests.Create(operation, DeadLetterOrNull(operation), body: "[]"),
        (_, _, nameof(ErrorCodes.TooManyEvents)) =>
            requests.Create(operation, DeadLetterOrNull(operation), body: $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]"),
        (_, _, nameof(ErrorCodes.ContentTooLarge)) => requests.Create(operation, body: new string(' ', BodyTooLarge)),
        (_, _, nameof(ErrorCodes.UnsupportedMediaType)) => requests.Create(operation, mediaType: "text/plain", body: "{}"),
        (_, _, nameof(ErrorCodes.UnsupportedContentEncoding)) => Encoded(requests.Create(operation), "br"),
        _ => null,
    };

    private string? DeadLetterOrNull(ApiOperation operation) => operation.Id == "ReplayDeadLetter" ? deadLetters["open"] : null;

    private HttpRequestMessage WithKey(ApiOperation operation, string? key)
    {
        var request = requests.Create(operation);
        request.Headers.Remove("x-functions-key");
        return key is null ? request : With(request, "x-functions-key", key);
    }

    private static string OtherScope(ApiOperation operation) => (string)operation.Json["x-audience"]! == "publish" ? "read" : "publish";

    private static HttpRequestMessage With(HttpRequestMessage request, string header, string value)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    private static HttpRequestMessage Encoded(HttpRequestMessage request, string encoding)
    {
        request.Content!.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    private static bool Covers((string? Operation, int Status, string? Code, string Why) rule, ContractCase documented) =>
        rule.Status == documented.Status
        && (rule.Operation is null || rule.Operation == documented.Operation)
        && (rule.Code is null || rule.Code == documented.Code);
}
