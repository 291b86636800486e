using System.Reflection;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace LatamFunctions.Http;

/// <summary>The codes of problem details, each with its status.</summary>
public static class ErrorCodes
{
    public static readonly ErrorCode InvalidParameter =
        new(nameof(InvalidParameter), Status400BadRequest,
            "A query parameter is unknown, missing, repeated or invalid; `errors` lists each one.");

    public static readonly ErrorCode InvalidCursor =
        new(nameof(InvalidCursor), Status400BadRequest,
            "The cursor is damaged or belongs to another query. Follow nextLink unchanged, or start again without a cursor.");

    public static readonly ErrorCode UnsupportedApiVersion =
        new(nameof(UnsupportedApiVersion), Status400BadRequest, "Unsupported api-version; `detail` lists the supported versions.");

    public static readonly ErrorCode InvalidHeader =
        new(nameof(InvalidHeader), Status400BadRequest, "A request header is malformed; `errors` contains the name of the header.");

    public static readonly ErrorCode ResultTooLarge =
        new(nameof(ResultTooLarge), Status400BadRequest,
            "The result exceeds the response limit. Narrow the query, for example with `from` and `to`.");

    public static readonly ErrorCode InvalidEvents =
        new(nameof(InvalidEvents), Status400BadRequest,
            "At least one event is invalid, and no event was published; `errors` lists up to 100 errors.");

    public static readonly ErrorCode NoEvents = new(nameof(NoEvents), Status400BadRequest, "The request contains no events.");

    public static readonly ErrorCode MalformedRequest =
        new(nameof(MalformedRequest), Status400BadRequest,
            "The request is malformed HTTP, for example an invalid chunk or Content-Length.");

    public static readonly ErrorCode InvalidToken =
        new(nameof(InvalidToken), Status401Unauthorized,
            "The access token is invalid, for example because it has expired or is for another audience. Get a new token.");

    public static readonly ErrorCode WrongKey =
        new(nameof(WrongKey), Status403Forbidden, "The key or token is valid but does not grant access to this operation.");

    public static readonly ErrorCode RouteNotFound = new(nameof(RouteNotFound), Status404NotFound, "No resource exists at this address.");

    public static readonly ErrorCode FlightNotFound = new(nameof(FlightNotFound), Status404NotFound, "There is no flight with this id.");

    public static readonly ErrorCode DeadLetterNotFound = new(
        nameof(DeadLetterNotFound), Status404NotFound, "There is no dead letter with this id.");

    public static readonly ErrorCode UnknownProbe = new(nameof(UnknownProbe), Status404NotFound, "Unknown probe. Use `live` or `ready`.");

    public static readonly ErrorCode MethodNotAllowed =
        new(nameof(MethodNotAllowed), Status405MethodNotAllowed,
            "The method is not allowed for this resource; the `Allow` header lists the allowed methods.");

    public static readonly ErrorCode NotAcceptable =
        new(nameof(NotAcceptable), Status406NotAcceptable, "No representation matches `Accept`; `detail` lists the available formats.");

    public static readonly ErrorCode RequestTimeout =
        new(nameof(RequestTimeout), Status408RequestTimeout, "The body arrived too slowly. Send the request again.");

    public static readonly ErrorCode RepeatabilityIdReused =
        new(nameof(RepeatabilityIdReused), Status409Conflict,
            "The Repeatability-Request-ID was used for another request. A repeated request must be identical; use a new id for a "
            + "different request.");

    public static readonly ErrorCode FlightAheadOfClock =
        new(nameof(FlightAheadOfClock), Status409Conflict,
            "The latest event of the flight is too far ahead of the clock, so a change would not be visible. Retry after the interval in "
            + "`Retry-After`.");

    public static readonly ErrorCode DeadLetterDiscarded =
        new(nameof(DeadLetterDiscarded), Status409Conflict, "The dead letter was discarded, so it cannot be replayed.");

    public static readonly ErrorCode DeadLetterReplayed =
        new(nameof(DeadLetterReplayed), Status409Conflict, "The dead letter was replayed, so it cannot be discarded.");

    public static readonly ErrorCode StillFaulty =
        new(nameof(StillFaulty), Status409Conflict, "The stored body still fails validation; see `errors`. Send a corrected body.");

    public static readonly ErrorCode ConditionNotMet =
        new(nameof(ConditionNotMet), Status412PreconditionFailed,
            "The condition of If-Match or If-None-Match is not met, or an earlier change to the flight is not stored yet. "
            + "Read the flight again.");

    public static readonly ErrorCode ContentTooLarge = new(
        nameof(ContentTooLarge), Status413PayloadTooLarge, "The body, or an event in it, is too large.");

    public static readonly ErrorCode TooManyEvents = new(
        nameof(TooManyEvents), Status413PayloadTooLarge, "The request contains too many events.");

    public static readonly ErrorCode UriTooLong = new(
        nameof(UriTooLong), Status414UriTooLong, "The address is longer than 2083 characters.");

    public static readonly ErrorCode UnsupportedMediaType = new(
        nameof(UnsupportedMediaType), Status415UnsupportedMediaType,
        "The Content-Type is not supported. Use one of the types in the description of the request body.");

    public static readonly ErrorCode UnsupportedContentEncoding =
        new(nameof(UnsupportedContentEncoding), Status415UnsupportedMediaType,
            "The Content-Encoding is not supported; use gzip or omit it.");

    public static readonly ErrorCode TooManyRequests =
        new(nameof(TooManyRequests), Status429TooManyRequests,
            "The caller has reached the rate limit. Retry after the interval in `Retry-After`.");

    public static readonly ErrorCode TooManyBodies =
        new(nameof(TooManyBodies), Status429TooManyRequests,
            "The memory for large request bodies is in use. Retry after the interval in `Retry-After`, or send fewer events per request.");

    public static readonly ErrorCode TooManyExports =
        new(nameof(TooManyExports), Status429TooManyRequests,
            "The maximum number of concurrent exports is running. Retry after the interval in `Retry-After`.");

    public static readonly ErrorCode InternalError =
        new(nameof(InternalError), Status500InternalServerError,
            "An unexpected error occurred. Report it with the value of x-ms-request-id.");

    public static readonly ErrorCode ServerBusy =
        new(nameof(ServerBusy), Status503ServiceUnavailable,
            "A service that the API depends on is busy. Retry after the interval in `Retry-After`.");

    public static readonly ErrorCode ServiceUnavailable =
        new(nameof(ServiceUnavailable), Status503ServiceUnavailable,
            "A service that the API depends on is unavailable. Retry after the interval in `Retry-After`.");

    public static readonly ErrorCode Timeout =
        new(nameof(Timeout), Status504GatewayTimeout,
            "The database took too long. Narrow the query, for example to a shorter time range, or retry.");

    /// <summary>All codes, sorted by status.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        .. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<ErrorCode>()
            .OrderBy(code => code.Status),
    ];
}
