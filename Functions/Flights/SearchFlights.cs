using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Flights;

/// <summary>GET /flights: the latest state of flights by route, airline and scheduled departure.</summary>
public sealed class SearchFlights(FlightQueries queries, ILogger<SearchFlights> logger)
{
    [Function("SearchFlights")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "flights")] HttpRequest request, CancellationToken cancellationToken)
    {
        var errors = new List<ApiError>();
        var search = FlightSearch.Parse(request.Query, errors);
        if (errors.Count > 0)
        {
            return new Problem(StatusCodes.Status400BadRequest, ErrorCodes.InvalidParameter, "The query is not understood; see errors.")
            {
                Errors = errors,
            };
        }

        return new FlightListResult(await queries.SearchAsync(search, cancellationToken), logger);
    }
}
