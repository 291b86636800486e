using LatamFunctions.Http;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Analytics;

/// <summary>GET /analytics/delays: delays and punctuality by airline, airport, route, hour or day.</summary>
public sealed class GetDelays(FlightResponses responses) : IHttpFunction
{
    private static readonly PageParameters Paging = new("delays", AnalyticsColumns.OfDelays, CursorPart.Text);

    private static readonly QueryParameter<string?> By = QueryParameter.OneOf(
        "by",
        "The property to group by. `airport` is the departure airport. `hour` and `day` refer to the scheduled departure in the time zone "
        + "selected by `timeZone`.",
        ["airline", "airport", "route", "hour", "day"]) with
    { IsRequired = true, Example = "airport" };

    static Operation IHttpFunction.Operation { get; } = new(
        "Analytics",
        Scope.Read,
        "Delays and punctuality",
        "Counts, punctuality and delays of flights, by group. A flight is on time if it is less than 15 minutes late.")
    {
        Query = [By, .. AnalyticsFilter.All.Parameters, .. Paging.All],
        Responses = [RowSchemas.List("DelayStatistics", AnalyticsColumns.OfDelays)],
    };

    [Function("GetDelays")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "analytics/delays")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var by = query.Require(By);
        var filter = AnalyticsFilter.Read(query);
        var (page, problem) = Paging.Read(request, query);
        if (problem is not null)
            return problem;

        return await responses.PageAsync(
            request, page, AnalyticsQueries.Delays(by, filter, page), filter.End,
            row => [row.GetString(row.GetOrdinal("Group"))], cancellationToken);
    }
}
