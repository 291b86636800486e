using LatamFunctions.Flights;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Publishing;

/// <summary>
/// DELETE /flights/{flightId}: publishes that the flight is cancelled (an event FlightCancelled). 202: GET then shows the flight with
/// the status Cancelled; it is not erased.
/// </summary>
public sealed class CancelFlight(FlightChange change)
{
    [Function("CancelFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        return problem ?? await change.CancelAsync(flightId, eventIdPrefix, cancellationToken) ?? GetFlight.NotFound;
    }
}
