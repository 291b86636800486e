using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Publishing;

/// <summary>
/// PATCH /flights/{flightId}: publishes the changes in the request's body, a JSON Merge Patch (RFC 7396), in a FlightCorrected event. The
/// changes are visible after the event is ingested, within seconds.
/// </summary>
public sealed class PatchFlight(RequestBodies bodies, FlightChange change) : IHttpFunction
{
    private static readonly IReadOnlyList<string> MediaTypes = ["application/merge-patch+json", "application/json"];

    static Operation IHttpFunction.Operation { get; } = new(
        "Publishing",
        Scope.Publish,
        "Change properties of a flight",
        "A JSON Merge Patch (RFC 7396): properties in the body are changed, and properties set to null are "
        + "cleared; all other properties are unchanged. Properties that the service sets, such as `eventId` and `occurredAt`, are ignored."
        + FlightChange.Order)
    {
        Route = [GetFlight.FlightId],
        Headers = [.. Preconditions.HeadersForExistingFlights, .. Repeatability.Headers],
        Content = new(MediaTypes, Schemas.Reference("FlightPatch"), EventSchemas.PatchExample),
        Responses = [PublishResult.Accepted],
        Errors =
        [
            ErrorCodes.FlightNotFound, ErrorCodes.ConditionNotMet, ErrorCodes.InvalidHeader, ErrorCodes.InvalidEvents,
            ErrorCodes.RepeatabilityIdReused, ErrorCodes.FlightAheadOfClock, ErrorCodes.ContentTooLarge, ErrorCodes.UnsupportedMediaType,
            ErrorCodes.UnsupportedContentEncoding, ErrorCodes.TooManyBodies, ErrorCodes.MalformedRequest, ErrorCodes.RequestTimeout,
        ],
    };

    [Function("PatchFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        if (problem is not null)
            return problem;

        var (body, bodyProblem) = await bodies.ReadAsync(
            request, cancellationToken, FlightEventReader.MaxEventBytes, MediaTypes, FlightChange.Growth);
        return bodyProblem ?? await change.MergeAsync(request, flightId, body, eventIdPrefix, cancellationToken);
    }
}
