namespace KqlBenchmark;

/// <summary>The compared queries, which analysts typically write. Some queries read one row; others read all rows.</summary>
internal static class QueryPairs
{
    private const string Day = "864000000000";

    private const string May = "{ScheduledDeparture} >= 638816544000000000 AND {ScheduledDeparture} < 638843328000000000";

    public static readonly IReadOnlyList<QueryPair> All =
    [
        new("one flight by its id", "Flights | where FlightId == 'F1001'", "SELECT {*} FROM {Flights} WHERE {FlightId} = 'F1001'"),
        new("count", "Flights | count", "SELECT count(*) FROM {Flights}"),
        new("flights from an airport", "Flights | where Origin == 'A07' | count", "SELECT count(*) FROM {Flights} WHERE {Origin} = 'A07'"),
        new("flight count by airport", "Flights | summarize count() by Origin", "SELECT {Origin}, count(*) FROM {Flights} GROUP BY 1"),
        new(
            "flight count by day in a month",
            "Flights | where ScheduledDeparture >= datetime(2025-05-01) and ScheduledDeparture < datetime(2025-06-01) "
                + "| summarize count() by bin(ScheduledDeparture, 1d)",
            $"SELECT {{ScheduledDeparture}} // {Day} * {Day}, count(*) FROM {{Flights}} WHERE {May} GROUP BY 1"),
        new(
            "average delay by airline",
            "Flights | where not(IsCancelled) | summarize avg(DelayMinutes), count() by Airline",
            "SELECT {Airline}, avg({DelayMinutes}), count(*) FROM {Flights} WHERE NOT {IsCancelled} GROUP BY 1"),
        new(
            "percentage on time by airport",
            "Flights | summarize onTime = countif(DelayMinutes < 15), total = count() by Destination "
                + "| extend share = 100.0 * onTime / total",
            "SELECT {Destination}, count(*) FILTER ({DelayMinutes} < 15) AS o, count(*) AS t, 100.0 * o / t FROM {Flights} GROUP BY 1"),
        new(
            "median and 95th percentile by airport",
            "Flights | summarize percentiles(DelayMinutes, 50, 95) by Origin",
            "SELECT {Origin}, quantile_disc({DelayMinutes}, [0.5, 0.95])[1], quantile_disc({DelayMinutes}, [0.5, 0.95])[2] "
                + "FROM {Flights} GROUP BY 1"),
        new(
            "busiest routes",
            "Flights | summarize flights = count() by Origin, Destination | top 10 by flights",
            "SELECT {Origin}, {Destination}, count(*) AS f FROM {Flights} GROUP BY 1, 2 ORDER BY f DESC LIMIT 10"),
        new(
            "most delayed flights",
            "Flights | order by DelayMinutes desc, FlightId desc | take 100 | project FlightId, DelayMinutes",
            "SELECT {FlightId}, {DelayMinutes} FROM {Flights} ORDER BY {DelayMinutes} DESC NULLS LAST, {FlightId} DESC LIMIT 100"),
        new(
            "a page of an airport's departures",
            "Flights | where Origin == 'A07' and ScheduledDeparture >= datetime(2025-05-01) and ScheduledDeparture < datetime(2025-06-01) "
                + "| top 100 by ScheduledDeparture",
            $"SELECT {{*}} FROM {{Flights}} WHERE {{Origin}} = 'A07' AND {May} ORDER BY {{ScheduledDeparture}} DESC LIMIT 100"),
        new(
            "rows with a term in a string",
            "Flights | where Remark has 'fog' | count",
            "SELECT count(*) FROM {Flights} WHERE contains(lower({Remark}), 'fog') AND regexp_matches({Remark}, '(?i)\\bfog\\b')"),
        new(
            "rows with a substring",
            "Flights | where Remark contains 'Crew' | count",
            "SELECT count(*) FROM {Flights} WHERE contains(lower({Remark}), 'crew')"),
        new(
            "a prefix",
            "Flights | where FlightNumber startswith_cs '12' | summarize count() by Airline",
            "SELECT {Airline}, count(*) FROM {Flights} WHERE starts_with({FlightNumber}, '12') GROUP BY 1"),
        new(
            "filter by a list of values",
            "Flights | where Origin in ('A01', 'A07', 'A23') | summarize avg(DistanceKm) by Origin",
            "SELECT {Origin}, avg({DistanceKm}) FROM {Flights} WHERE {Origin} IN ('A01', 'A07', 'A23') GROUP BY 1"),
        new(
            "flight count by delay class",
            "Flights | summarize count() by class = case(DelayMinutes < 15, 'on time', DelayMinutes < 60, 'late', 'very late')",
            "SELECT CASE WHEN {DelayMinutes} < 15 THEN 'on time' WHEN {DelayMinutes} < 60 THEN 'late' ELSE 'very late' END, count(*) "
                + "FROM {Flights} GROUP BY 1"),
        new(
            "join with a small table",
            "Flights | join kind=inner (range n from 0 to 59 step 1 | project Origin = strcat('A', iff(n < 10, '0', ''), tostring(n)), "
                + "Region = n % 5) on Origin | summarize count() by Region",
            "SELECT n % 5, count(*) FROM {Flights} JOIN (SELECT 'A' || lpad(n::VARCHAR, 2, '0') AS code, n FROM range(60) t(n)) "
                + "ON {Origin} = code GROUP BY 1"),
        new(
            "last flight of each aircraft",
            "Flights | summarize arg_max(ScheduledDeparture, FlightId, Destination) by Aircraft",
            "SELECT {Aircraft}, max({ScheduledDeparture}), arg_max({FlightId}, {ScheduledDeparture}), "
                + "arg_max({Destination}, {ScheduledDeparture}) FROM {Flights} GROUP BY 1"),
        new(
            "time between two flights of an aircraft",
            "Flights | where Origin == 'A07' | order by Aircraft asc, ScheduledDeparture asc "
                + "| extend gap = iff(Aircraft == prev(Aircraft), ScheduledDeparture - prev(ScheduledDeparture), timespan(null)) "
                + "| summarize maxHours = max(gap / 1h)",
            "SELECT max(gap / 3.6e10) FROM (SELECT {ScheduledDeparture} - lag({ScheduledDeparture}) "
                + "OVER (PARTITION BY {Aircraft} ORDER BY {ScheduledDeparture}) AS gap FROM {Flights} WHERE {Origin} = 'A07')"),
        new(
            "different values",
            "Flights | distinct Airline, Status",
            "SELECT DISTINCT {Airline}, {Status} FROM {Flights}"),
        new(
            "exact count of aircraft by airline",
            "Flights | summarize count_distinct(Aircraft) by Airline",
            "SELECT {Airline}, count(DISTINCT {Aircraft}) FROM {Flights} GROUP BY 1"),
        new(
            "flight count by hour and weekday",
            "Flights | summarize count() by hourofday(ScheduledDeparture), weekday = toint(dayofweek(ScheduledDeparture) / 1d)",
            $"SELECT {{ScheduledDeparture}} // 36000000000 % 24, ({{ScheduledDeparture}} // {Day} + 1) % 7, count(*) FROM {{Flights}} "
                + "GROUP BY 1, 2"),
        new(
            "flights far above the average",
            "let mean = toscalar(Flights | summarize avg(DistanceKm)); Flights | where DistanceKm > 1.5 * mean | count",
            "SELECT count(*) FROM {Flights} WHERE {DistanceKm} > 1.5 * (SELECT avg({DistanceKm}) FROM {Flights})"),
        new(
            "distribution of delays",
            "Flights | summarize stdev(DelayMinutes), min(DelayMinutes), max(DelayMinutes) by Airline",
            "SELECT {Airline}, stddev_samp({DelayMinutes}), min({DelayMinutes}), max({DelayMinutes}) FROM {Flights} GROUP BY 1"),
        new(
            "arrivals by day and airport",
            "Flights | extend day = startofday(ScheduledDeparture) | summarize flights = count() by day, Destination "
                + "| summarize busiest = max(flights) by Destination",
            $"SELECT {{Destination}}, max(f) FROM (SELECT {{Destination}}, {{ScheduledDeparture}} // {Day}, count(*) AS f "
                + "FROM {Flights} GROUP BY 1, 2) GROUP BY 1"),
        new(
            "JSON: filter by a number",
            "Flights | where toint(Extra.passengers) > 250 | count",
            "SELECT count(*) FROM {Flights} WHERE ({Extra} ->> '$.passengers')::INT > 250",
            ReadsJson: true),
        new(
            "JSON: an average",
            "Flights | summarize avg(toint(Extra.passengers)) by Airline",
            "SELECT {Airline}, avg(({Extra} ->> '$.passengers')::INT) FROM {Flights} GROUP BY 1",
            ReadsJson: true),
        new(
            "JSON: grouping by a string",
            "Flights | summarize flights = count() by gate = tostring(Extra.gate)",
            "SELECT {Extra} ->> '$.gate', count(*) FROM {Flights} GROUP BY 1",
            ReadsJson: true),
        new(
            "JSON: elements of an array",
            "Flights | where Origin == 'A07' | mv-expand code = Extra.codes to typeof(string) | summarize count() by code",
            "SELECT code, count(*) FROM (SELECT unnest(({Extra} -> '$.codes')::VARCHAR[]) AS code FROM {Flights} "
                + "WHERE {Origin} = 'A07') GROUP BY 1",
            ReadsJson: true),
    ];
}
