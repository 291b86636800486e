using System.Reflection;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace LatamFunctions.Http;

/// <summary>The codes of problem details, each with the one status that it comes with.</summary>
public static class ErrorCodes
{
    public static readonly ErrorCode InvalidParameter =
        new(nameof(InvalidParameter), Status400BadRequest, "A query parameter is unknown, malformed or given twice; errors names each.");

    public static readonly ErrorCode InvalidCursor =
        new(nameof(InvalidCursor), Status400BadRequest, "The cursor is damaged or belongs to another question. Follow nextLink as it is, or start again without a cursor.");

    public static readonly ErrorCode UnsupportedApiVersion =
        new(nameof(UnsupportedApiVersion), Status400BadRequest, "There is no such api-version; the detail names those that there are.");

    public static readonly ErrorCode InvalidHeader =
        new(nameof(InvalidHeader), Status400BadRequest, "A request header is malformed; errors names it.");

    public static readonly ErrorCode ResultTooLarge =
        new(nameof(ResultTooLarge), Status400BadRequest, "More rows or bytes match than one answer can have. Restrict the question, for instance by from and to.");

    public static readonly ErrorCode InvalidEvents =
        new(nameof(InvalidEvents), Status400BadRequest, "Some events are faulty, and nothing was published; errors says which and why.");

    public static readonly ErrorCode NoEvents = new(nameof(NoEvents), Status400BadRequest, "The request holds no events.");

    public static readonly ErrorCode MalformedRequest =
        new(nameof(MalformedRequest), Status400BadRequest, "The request breaks the rules of HTTP, for instance in its chunks or its length.");

    public static readonly ErrorCode InvalidToken =
        new(nameof(InvalidToken), Status401Unauthorized, "The access token is expired, for another audience or of another issuer. Get a new one.");

    public static readonly ErrorCode WrongKey =
        new(nameof(WrongKey), Status403Forbidden, "The key or token is a valid one, but not for this operation.");

    public static readonly ErrorCode RouteNotFound = new(nameof(RouteNotFound), Status404NotFound, "There is nothing at this address.");

    public static readonly ErrorCode FlightNotFound = new(nameof(FlightNotFound), Status404NotFound, "There is no flight with this id.");

    public static readonly ErrorCode DeadLetterNotFound = new(nameof(DeadLetterNotFound), Status404NotFound, "There is no dead letter with this id.");

    public static readonly ErrorCode UnknownProbe = new(nameof(UnknownProbe), Status404NotFound, "The probes are live and ready.");

    public static readonly ErrorCode MethodNotAllowed =
        new(nameof(MethodNotAllowed), Status405MethodNotAllowed, "The address exists, but not for this method; the header Allow names those that it has.");

    public static readonly ErrorCode NotAcceptable =
        new(nameof(NotAcceptable), Status406NotAcceptable, "The answer does not come in a format that Accept allows; the detail names those that there are.");

    public static readonly ErrorCode RequestTimeout =
        new(nameof(RequestTimeout), Status408RequestTimeout, "The body arrived too slowly. Send the request again.");

    public static readonly ErrorCode DeadLetterDiscarded =
        new(nameof(DeadLetterDiscarded), Status409Conflict, "The dead letter was discarded, so it cannot be replayed.");

    public static readonly ErrorCode DeadLetterReplayed =
        new(nameof(DeadLetterReplayed), Status409Conflict, "The dead letter was replayed, so it cannot be discarded.");

    public static readonly ErrorCode StillFaulty =
        new(nameof(StillFaulty), Status409Conflict, "The kept body fails the checks as before; errors says why. Send a corrected body.");

    public static readonly ErrorCode ConditionNotMet =
        new(nameof(ConditionNotMet), Status412PreconditionFailed, "If-Match or If-None-Match does not hold: someone else changed the flight. Read it again.");

    public static readonly ErrorCode ContentTooLarge = new(nameof(ContentTooLarge), Status413PayloadTooLarge, "The body, or an event in it, is too large.");

    public static readonly ErrorCode TooManyEvents = new(nameof(TooManyEvents), Status413PayloadTooLarge, "The request has more events than one may have.");

    public static readonly ErrorCode UriTooLong = new(nameof(UriTooLong), Status414UriTooLong, "The address is longer than 2083 characters.");

    public static readonly ErrorCode UnsupportedMediaType = new(nameof(UnsupportedMediaType), Status415UnsupportedMediaType, "The Content-Type is none that is taken.");

    public static readonly ErrorCode UnsupportedContentEncoding =
        new(nameof(UnsupportedContentEncoding), Status415UnsupportedMediaType, "The Content-Encoding is none that is taken.");

    public static readonly ErrorCode TooManyRequests =
        new(nameof(TooManyRequests), Status429TooManyRequests, "The key has used up its requests for now. Try again after the time that Retry-After gives.");

    public static readonly ErrorCode TooManyBodies =
        new(nameof(TooManyBodies), Status429TooManyRequests, "There is no memory for another large body now. Try again after the time that Retry-After gives, or send fewer events at once.");

    public static readonly ErrorCode TooManyExports =
        new(nameof(TooManyExports), Status429TooManyRequests, "As many exports are under way as one instance runs at once. Try again after the time that Retry-After gives.");

    public static readonly ErrorCode InternalError =
        new(nameof(InternalError), Status500InternalServerError, "Something went wrong here. Give the x-ms-request-id when you report it.");

    public static readonly ErrorCode ServerBusy =
        new(nameof(ServerBusy), Status503ServiceUnavailable, "The database is busy. Try again after the time that Retry-After gives.");

    public static readonly ErrorCode ServiceUnavailable =
        new(nameof(ServiceUnavailable), Status503ServiceUnavailable, "A service behind the API cannot be reached. Try again after the time that Retry-After gives.");

    public static readonly ErrorCode Timeout =
        new(nameof(Timeout), Status504GatewayTimeout, "The database took too long. Ask for less, for instance a shorter time range, or try again.");

    /// <summary>In the order of their statuses.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        .. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<ErrorCode>()
            .OrderBy(code => code.Status),
    ];
}
