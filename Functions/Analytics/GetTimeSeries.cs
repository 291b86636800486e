using LatamFunctions.Http;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Analytics;

/// <summary>GET /analytics/timeseries: flights and delays over time.</summary>
public sealed class GetTimeSeries(FlightResponses responses) : IHttpFunction
{
    private static readonly PageParameters Paging = new("timeseries", AnalyticsColumns.OfTimeSeries, CursorPart.Number);

    private static readonly Dictionary<string, TimeSpan> Buckets = new()
    {
        ["15m"] = TimeSpan.FromMinutes(15),
        ["1h"] = TimeSpan.FromHours(1),
        ["6h"] = TimeSpan.FromHours(6),
        ["1d"] = TimeSpan.FromDays(1),
        ["7d"] = TimeSpan.FromDays(7),
    };

    private static readonly QueryParameter<string?> Bucket = QueryParameter.OneOf(
        "bucket", "Length of a bucket. Buckets of 7d start on Mondays.", [.. Buckets.Keys], "1d") with
    { Example = "1d" };

    static Operation IHttpFunction.Operation { get; } = new(
        "Analytics",
        Scope.Read,
        "Flights over time",
        "Counts, punctuality and delays of flights, grouped into time buckets by scheduled departure, in the time zone selected by "
        + "`timeZone`, oldest first. A bucket without flights has no row.")
    {
        Query = [Bucket, .. AnalyticsFilter.All.Parameters, .. Paging.All],
        Responses = [RowSchemas.List("TimeSeriesBucket", AnalyticsColumns.OfTimeSeries)],
    };

    [Function("GetTimeSeries")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "analytics/timeseries")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var bucket = Buckets[query.Require(Bucket)];
        var filter = AnalyticsFilter.Read(query);
        var (page, problem) = Paging.Read(request, query);
        if (problem is not null)
            return problem;

        return await responses.PageAsync(
            request, page, AnalyticsQueries.TimeSeries(bucket, filter, page), filter.End, KeyOf, cancellationToken);
    }

    private static IReadOnlyList<string> KeyOf(System.Data.IDataRecord row) =>
        [Cursor.Time((DateTime)row.GetValue(row.GetOrdinal("BucketStart")))];
}
