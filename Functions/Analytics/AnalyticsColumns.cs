using LatamFunctions.Responses;

namespace LatamFunctions.Analytics;

/// <summary>The columns that the analytics functions in kusto/schema.kql return.</summary>
internal static class AnalyticsColumns
{
    private const string Delay = "selected delay in minutes";

    public static readonly IReadOnlyList<ResponseColumn> OfDelays =
    [
        ResponseColumn.Text(
            "Group",
            "The value of the property in `by`: an airline, an airport, a route such as `SCL-LIM`, an hour such as `07` or a day such as "
            + "`2026-11-20`. Absent if the flights have no such value.",
            "SCL-LIM"),
        .. Counts,
        ResponseColumn.Number("MeanDelayMinutes", $"Mean {Delay}; early flights count as negative.", 6.7),
        ResponseColumn.Number("MedianDelayMinutes", $"Median {Delay}.", -1),
        ResponseColumn.Number("P95DelayMinutes", $"95th percentile of the {Delay}.", 61),
    ];

    public static readonly IReadOnlyList<ResponseColumn> OfRoutes =
    [
        ResponseColumn.Text("Origin", "Airport of departure.", "SCL"),
        ResponseColumn.Text("Destination", "Scheduled arrival airport.", "LIM"),
        .. Counts,
        ResponseColumn.Number("MeanDelayMinutes", $"Mean {Delay}; early flights count as negative.", 6.7),
    ];

    public static readonly IReadOnlyList<ResponseColumn> OfTimeSeries =
    [
        ResponseColumn.Time(
            "BucketStart",
            "Start of the bucket of scheduled departures: local time in the time zone selected by `timeZone`, although it ends in Z.",
            "2026-11-20T00:00:00Z"),
        .. Counts,
        ResponseColumn.Number("MeanDelayMinutes", $"Mean {Delay}; early flights count as negative.", 6.7),
        ResponseColumn.Number("P95DelayMinutes", $"95th percentile of the {Delay}.", 61),
    ];

    private static IReadOnlyList<ResponseColumn> Counts =>
    [
        ResponseColumn.Integer("FlightCount", "Number of flights.", 120),
        ResponseColumn.Integer("CancelledCount", "Number of cancelled flights.", 2),
        ResponseColumn.Integer("DivertedCount", "Number of diverted flights, including those that returned to their origin.", 1),
        ResponseColumn.Integer(
            "MeasuredCount",
            "Number of flights whose selected delay (parameter `delay`) is known. Cancelled flights are not included.",
            118),
        ResponseColumn.Integer("OnTimeCount", "Number of flights whose selected delay is less than 15 minutes.", 94),
        ResponseColumn.Number("OnTimeRate", "onTimeCount / measuredCount, from 0 to 1. Absent if nothing was measured.", 0.7966),
    ];
}
