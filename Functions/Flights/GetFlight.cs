using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Flights;

/// <summary>GET /flights/{flightId}: the latest state of one flight.</summary>
public sealed class GetFlight(FlightQueries queries)
{
    internal static readonly Problem NotFound =
        new(StatusCodes.Status404NotFound, ErrorCodes.FlightNotFound, "There is no flight with this id.");

    [Function("GetFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        using var rows = await queries.GetAsync(flightId, cancellationToken);
        return rows.HasRow
            ? new FlightResult(rows)
            : NotFound;
    }
}
