using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Publishing;

/// <summary>
/// PUT /flights/{flightId}: publishes the request's body, a JSON object with the flight's properties, as the flight's new state (an
/// event FlightCorrected). 202: it shows once it is ingested, within seconds.
/// </summary>
public sealed class CorrectFlight(FlightChange change)
{
    [Function("CorrectFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        if (problem is not null)
            return problem;

        var (body, bodyProblem) = await EventRequest.ReadAsync(request, cancellationToken);
        return bodyProblem ?? await change.CorrectAsync(flightId, body, eventIdPrefix, cancellationToken);
    }
}
