namespace ApiBenchmark;

/// <summary>The kinds of queries. The report has separate figures for each kind.</summary>
internal enum QueryKind
{
    PointRead,
    Search,
    Analytics,
}

/// <summary>A query to the API, and a SQL statement with the same result.</summary>
internal abstract record BenchmarkQuery(QueryKind Kind)
{
    /// <summary>The path, relative to the root of the API.</summary>
    public abstract string Path { get; }

    /// <summary>Returns the SQL statement as an expert in DuckDB would write it for this table.</summary>
    public abstract string SqlOn(FlightsTable flights);

    private protected static string Time(DateOnly day) => $"{day:O}T00:00:00Z";
}

/// <summary>The flight with an id.</summary>
internal sealed record FlightById(string FlightId) : BenchmarkQuery(QueryKind.PointRead)
{
    public override string Path => $"flights/{Uri.EscapeDataString(FlightId)}";

    public override string SqlOn(FlightsTable flights) =>
        $"SELECT {flights.ApiColumns} FROM {flights.Name} WHERE {flights["FlightId"]} = {FlightsTable.Text(FlightId)}";
}

/// <summary>The departures of an airport on a day.</summary>
internal sealed record Departures(string Origin, DateOnly Day) : BenchmarkQuery(QueryKind.Search)
{
    private const int Limit = 100;

    public override string Path =>
        $"flights?origin={Uri.EscapeDataString(Origin)}&from={Time(Day)}&to={Time(Day.AddDays(1))}&limit={Limit}";

    public override string SqlOn(FlightsTable flights) =>
        $"""
        SELECT {flights.ApiColumns} FROM {flights.Name}
        WHERE {flights["Origin"]} = {FlightsTable.Text(Origin)} AND {flights.DepartsWithin(Day, Day.AddDays(1))}
        ORDER BY {flights["ScheduledDeparture"]} DESC, {flights["FlightId"]} DESC LIMIT {Limit}
        """;
}

/// <summary>The delays of flights within a range of days.</summary>
/// <param name="By">The grouping: airport, route, day or hour.</param>
internal sealed record Delays(string By, DateOnly From, DateOnly To) : BenchmarkQuery(QueryKind.Analytics)
{
    public override string Path => $"analytics/delays?by={By}&from={Time(From)}&to={Time(To)}";

    public override string SqlOn(FlightsTable flights)
    {
        var group = By switch
        {
            "airport" => flights["Origin"],
            "route" => $"{flights["Origin"]} || '-' || {flights["Destination"]}",
            "day" => $"strftime({flights.Departure}, '%Y-%m-%d')",
            "hour" => $"strftime({flights.Departure}, '%H')",
            _ => throw new InvalidOperationException($"No SQL for delays by {By}."),
        };
        return $"""
            SELECT {group} AS grp, {flights.Statistics}, quantile_disc({flights.Delay}, 0.5), quantile_disc({flights.Delay}, 0.95)
            FROM {flights.Name} WHERE {flights.DepartsWithin(From, To)} GROUP BY grp ORDER BY grp
            """;
    }
}

/// <summary>The routes with the most flights, with their statistics.</summary>
internal sealed record BusiestRoutes(int Limit) : BenchmarkQuery(QueryKind.Analytics)
{
    public override string Path => $"analytics/routes?limit={Limit}";

    public override string SqlOn(FlightsTable flights) =>
        $"""
        SELECT {flights["Origin"]} AS origin, {flights["Destination"]} AS destination, {flights.Statistics}
        FROM {flights.Name} GROUP BY origin, destination ORDER BY flight_count DESC, origin, destination LIMIT {Limit}
        """;
}

/// <summary>The statistics of each day in a range of days.</summary>
internal sealed record FlightsByDay(DateOnly From, DateOnly To) : BenchmarkQuery(QueryKind.Analytics)
{
    public override string Path => $"analytics/timeseries?bucket=1d&from={Time(From)}&to={Time(To)}";

    public override string SqlOn(FlightsTable flights) =>
        $"""
        SELECT date_trunc('day', {flights.Departure}) AS bucket, {flights.Statistics}, quantile_disc({flights.Delay}, 0.95)
        FROM {flights.Name} WHERE {flights.DepartsWithin(From, To)} GROUP BY bucket ORDER BY bucket
        """;
}
