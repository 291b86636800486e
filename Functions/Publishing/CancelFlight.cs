using LatamFunctions.Flights;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Publishing;

/// <summary>
/// DELETE /flights/{flightId}: publishes a FlightCancelled event. After the event is ingested, GET returns the flight with the status
/// Cancelled. The flight is not deleted.
/// </summary>
public sealed class CancelFlight(FlightChange change) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Publishing",
        Scope.Publish,
        "Cancel a flight",
        "Publishes a FlightCancelled event. The change is visible within seconds; the flight is not deleted."
        + FlightChange.Order)
    {
        Route = [GetFlight.FlightId],
        Headers = [.. Preconditions.HeadersForExistingFlights, .. Repeatability.Headers],
        Responses = [PublishResult.Accepted],
        Errors =
        [
            ErrorCodes.FlightNotFound, ErrorCodes.ConditionNotMet, ErrorCodes.InvalidHeader, ErrorCodes.InvalidEvents,
            ErrorCodes.RepeatabilityIdReused, ErrorCodes.FlightAheadOfClock,
        ],
    };

    [Function("CancelFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        return problem ?? await change.CancelAsync(request, flightId, eventIdPrefix, cancellationToken);
    }
}
