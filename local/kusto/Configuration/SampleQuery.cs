namespace LocalKusto.Configuration;

/// <summary>A sample query on the query page.</summary>
/// <param name="Name">The title, in a few words.</param>
/// <param name="Query">The query. It must be read-only, because selecting a sample runs the query.</param>
public sealed record SampleQuery(string Name, string Query)
{
    /// <summary>The default sample queries, which do not require any tables.</summary>
    public static IReadOnlyList<SampleQuery> Defaults { get; } =
    [
        new("A table of values", """
            range x from 1 to 1000 step 1
            | extend square = x * x, parity = iff(x % 2 == 0, "even", "odd")
            """),
        new("A timechart", """
            range hour from 0 to 167 step 1
            | extend at = datetime(2024-05-01) + hour * 1h
            | project at, load = 40 + 3.5 * (12 - abs(hour % 24 - 12)) + hour % 5, capacity = 90.0
            | render timechart with (title="Load and capacity")
            """),
        new("A column chart", """
            datatable(Month:string, Flights:long) ["Jan", 812, "Feb", 774, "Mar", 903, "Apr", 951, "May", 1010, "Jun", 1102]
            | render columnchart with (title="Flights per month")
            """),
        new("A pie chart", """
            datatable(Status:string, Flights:long) ["On time", 812, "Delayed", 143, "Cancelled", 21, "Diverted", 6]
            | render piechart with (title="Flights by status")
            """),
        new("Points on a map", """
            datatable(Longitude:real, Latitude:real, Airport:string, Flights:long)
            [-46.47, -23.43, "GRU", 410, -58.54, -34.82, "EZE", 260, -70.79, -33.39, "SCL", 300, -77.11, -12.02, "LIM", 280,
             -74.15, 4.70, "BOG", 350, -99.07, 19.44, "MEX", 520, -79.38, 9.07, "PTY", 240]
            | render scatterchart with (kind=map)
            """),
        new("Tables in the database", ".show tables details | project TableName, TotalRowCount, DocString"),
    ];
}
