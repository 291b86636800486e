using LatamFunctions.Kusto;
using LatamFunctions.Responses;

namespace LatamFunctions.Analytics;

/// <summary>Queries that aggregate many flights. Each query calls a stored function in kusto/schema.kql.</summary>
internal static class AnalyticsQueries
{
    private static readonly string Filter = $"declare query_parameters({AnalyticsFilter.All.Declarations}, maxRows:long";

    private static readonly string Call = AnalyticsFilter.All.Arguments;

    /// <summary>The argument <c>isNext</c> is needed because the argument <c>after</c>, a group name, can be empty.</summary>
    public static KustoQuery Delays(string groupBy, AnalyticsFilter filter, Page page) => new(
        "Delays",
        Filter + ", groupBy:string, isNext:int = 0, after:string = \"\"); "
        + $"DelayStatistics(groupBy = groupBy, {Call}) "
        + "| where isNext == 0 or strcmp(Group, after) > 0 | order by Group asc | take maxRows")
    {
        Parameters = Arguments(filter, page, ("groupBy", groupBy), ("isNext", page.After is null ? null : 1), ("after", page.After?[0])),
    };

    public static KustoQuery Routes(AnalyticsFilter filter, Page page) => new(
        "Routes",
        Filter + $"); RouteStatistics({Call}) "
        + "| order by FlightCount desc, Origin asc, Destination asc | take maxRows")
    {
        Parameters = Arguments(filter, page),
    };

    public static KustoQuery TimeSeries(TimeSpan bucket, AnalyticsFilter filter, Page page) => new(
        "TimeSeries",
        Filter + ", bucket:timespan, after:datetime = datetime(null)); "
        + $"FlightTimeSeries(bucket = bucket, {Call}) "
        + "| where isnull(after) or BucketStart > after | order by BucketStart asc | take maxRows")
    {
        Parameters = Arguments(filter, page, ("bucket", bucket), ("after", page.After is { } after ? Cursor.AsTime(after[0]) : null)),
    };

    private static Dictionary<string, object?> Arguments(
        AnalyticsFilter filter, Page page, params IEnumerable<(string Name, object? Value)> more) =>
        filter.Values
            .Append(new("maxRows", page.Limit + 1L))
            .Concat(more.Select(argument => KeyValuePair.Create(argument.Name, argument.Value)))
            .ToDictionary();
}
