using LatamFunctions.Responses;

namespace LatamFunctions.Analytics;

/// <summary>The columns that the analytics functions in kusto/schema.kql return.</summary>
internal static class AnalyticsColumns
{
    private const string Delay = "selected delay in minutes";

    public static readonly IReadOnlyList<Column> OfDelays =
    [
        Column.Text(
            "Group",
            "The value of the property in `by`: an airline, an airport, a route such as `SCL-LIM`, an hour such as `07` or a day such as "
            + "`2026-11-20`. Absent if the flights have no such value.",
            "SCL-LIM"),
        .. Counts,
        Column.Number("MeanDelayMinutes", $"Mean {Delay}; early flights count as negative.", 6.7),
        Column.Number("MedianDelayMinutes", $"Median {Delay}.", -1),
        Column.Number("P95DelayMinutes", $"95th percentile of the {Delay}.", 61),
    ];

    public static readonly IReadOnlyList<Column> OfRoutes =
    [
        Column.Text("Origin", "Airport of departure.", "SCL"),
        Column.Text("Destination", "Airport of arrival.", "LIM"),
        .. Counts,
        Column.Number("MeanDelayMinutes", $"Mean {Delay}; early flights count as negative.", 6.7),
    ];

    public static readonly IReadOnlyList<Column> OfTimeSeries =
    [
        Column.Time(
            "BucketStart",
            "Start of the bucket of scheduled departures: local time in the time zone selected by `timeZone`, although it ends in Z.",
            "2026-11-20T00:00:00Z"),
        .. Counts,
        Column.Number("MeanDelayMinutes", $"Mean {Delay}; early flights count as negative.", 6.7),
        Column.Number("P95DelayMinutes", $"95th percentile of the {Delay}.", 61),
    ];

    private static IReadOnlyList<Column> Counts =>
    [
        Column.WholeNumber("FlightCount", "Number of flights.", 120),
        Column.WholeNumber("CancelledCount", "Number of cancelled flights.", 2),
        Column.WholeNumber("DivertedCount", "Number of diverted flights, including those that returned to their origin.", 1),
        Column.WholeNumber(
            "MeasuredCount", "Number of flights whose selected delay (parameter `delay`) is known; cancelled flights have none.", 118),
        Column.WholeNumber("OnTimeCount", "Number of flights whose selected delay is less than 15 minutes.", 94),
        Column.Number("OnTimeRate", "onTimeCount / measuredCount, from 0 to 1. Absent if nothing was measured.", 0.7966),
    ];
}
