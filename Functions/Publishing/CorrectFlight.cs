using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Publishing;

/// <summary>
/// PUT /flights/{flightId}: publishes the request's body, a JSON object with the flight's properties, as the flight's new state in a
/// FlightCorrected event. Properties that the body omits are cleared. The change is visible after the event is ingested, within seconds.
/// </summary>
public sealed class CorrectFlight(RequestBodies bodies, FlightChange change) : IHttpFunction
{
    private static readonly IReadOnlyList<string> MediaTypes = ["application/json"];

    static Operation IHttpFunction.Operation { get; } = new(
        "Publishing",
        Scope.Publish,
        "Replace a flight",
        "Publishes the body as the flight's new state (a FlightCorrected event): properties omitted from the body are "
        + "cleared; use PATCH to change individual properties. The change is visible within seconds. The response of GET can be "
        + "changed and sent back: properties that the service sets, such as `eventId` and `occurredAt`, are ignored. Send the ETag that "
        + "you have read as `If-Match`, so that you do not overwrite a change that was accepted in the meantime."
        + FlightChange.Order)
    {
        Route = [GetFlight.FlightId],
        Headers = [.. Preconditions.Headers, .. Repeatability.Headers],
        Content = new(MediaTypes, Schemas.Reference("FlightCorrection"), EventSchemas.CorrectionExample),
        Responses = [PublishResult.Accepted],
        Errors =
        [
            ErrorCodes.ConditionNotMet, ErrorCodes.InvalidHeader, ErrorCodes.InvalidEvents, ErrorCodes.RepeatabilityIdReused,
            ErrorCodes.FlightAheadOfClock, ErrorCodes.ContentTooLarge, ErrorCodes.UnsupportedMediaType,
            ErrorCodes.UnsupportedContentEncoding, ErrorCodes.TooManyBodies, ErrorCodes.MalformedRequest, ErrorCodes.RequestTimeout,
        ],
    };

    [Function("CorrectFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        if (problem is not null)
            return problem;

        var (body, bodyProblem) = await bodies.ReadAsync(
            request, cancellationToken, FlightEventReader.MaxEventBytes, MediaTypes, FlightChange.Growth);
        return bodyProblem ?? await change.ReplaceAsync(request, flightId, body, eventIdPrefix, cancellationToken);
    }
}
