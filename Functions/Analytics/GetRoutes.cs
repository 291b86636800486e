using LatamFunctions.Http;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Analytics;

/// <summary>GET /analytics/routes: the busiest routes.</summary>
public sealed class GetRoutes(FlightResponses responses) : IHttpFunction
{
    private static readonly PageParameters Paging = new("routes", AnalyticsColumns.OfRoutes);

    static Operation IHttpFunction.Operation { get; } = new(
        "Analytics", Scope.Read, "Busiest routes",
        "The routes with the most flights, busiest first: a single page of up to `limit` routes.")
    {
        Query = [.. AnalyticsFilter.All.Parameters, .. Paging.All],
        Responses = [RowSchemas.List("RouteStatistics", AnalyticsColumns.OfRoutes, hasPages: false)],
    };

    [Function("GetRoutes")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "analytics/routes")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var filter = AnalyticsFilter.Read(query);
        var (page, problem) = Paging.Read(request, query);
        if (problem is not null)
            return problem;

        return await responses.PageAsync(request, page, AnalyticsQueries.Routes(filter, page), filter.End, keyOf: null, cancellationToken);
    }
}
