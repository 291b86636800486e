using LatamFunctions.Http;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Flights;

/// <summary>GET /flights: the state of flights, in pages.</summary>
public sealed class SearchFlights(FlightResponses responses, IOptions<FlightChangeOptions> changes, TimeProvider time) : IHttpFunction
{
    private static readonly PageParameters Paging = new("flights", FlightColumns.OfFlight, CursorPart.Number, CursorPart.Text);

    static Operation IHttpFunction.Operation { get; } = new(
        "Flights",
        Scope.Read,
        "Search flights",
        "The latest state of flights, or their state as of a point in time. Follow `nextLink` to get all of them: a flight that matched "
        + "when the first page was read is returned exactly once unless an event that is stored in the meantime changes its sort value or "
        + "makes it stop matching.")
    {
        Query =
        [
            .. FlightFilter.All.Parameters, FlightSearchParameters.UpdatedSince, FlightOrder.Parameter, FlightSearchParameters.Count,
            .. Paging.All,
        ],
        Responses = [RowSchemas.Search("Flight", FlightColumns.OfFlight)],
    };

    [Function("SearchFlights")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "flights")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var filter = FlightFilter.Read(query);
        var order = query.Read(FlightOrder.Parameter)!;
        var hasCount = query.Read(FlightSearchParameters.Count) == "true";
        if (query.Read(FlightSearchParameters.UpdatedSince) is { } updatedSince)
        {
            if (request.Query.ContainsKey(FlightOrder.Parameter.Name) && order != FlightOrder.ByUpdate)
                query.Reject(
                    FlightOrder.Parameter.Name,
                    "Conflict",
                    $"must be {FlightOrder.ByUpdate.Name} with {FlightSearchParameters.UpdatedSince.Name}, or be omitted");
            order = FlightOrder.ByUpdate;
            filter = filter.UpdatedBetween(updatedSince, time.GetUtcNow() - changes.Value.SettleTime);
        }

        var (page, problem) = Paging.Read(request, query);
        if (problem is not null)
            return problem;

        page = page with { IsChangeFeed = filter.IsChangeFeed };
        return await responses.PageAsync(
            request,
            page,
            FlightQueries.Search(filter, order, page),
            filter.End,
            order.KeyOf,
            cancellationToken,
            hasCount ? FlightQueries.Count(filter) : null);
    }
}
