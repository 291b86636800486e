namespace KqlBenchmark;

/// <summary>The generated table: one year of flights by 8 airlines between 60 airports.</summary>
internal static class Flights
{
    /// <summary>The maximum number of rows per command. More rows could exceed the time limit of a command.</summary>
    public const int RowsPerCommand = 500_000;

    public const string CreateCommand =
        """
        .create table Flights (FlightId:string, Airline:string, FlightNumber:string, Origin:string, Destination:string,
            ScheduledDeparture:datetime, DelayMinutes:long, DistanceKm:real, Aircraft:string, Status:string, IsCancelled:bool,
            Remark:string, Extra:dynamic)
        """;

    private const long TicksPerYear = 365 * TimeSpan.TicksPerDay;

    /// <summary>Returns a command that adds a range of flights.</summary>
    /// <param name="first">The number of the first flight in the range. The first flight in the table has the number 1.</param>
    /// <param name="last">The number of the last flight in the range.</param>
    /// <param name="rows">The total number of flights, which are distributed evenly over the year.</param>
    public static string AppendCommand(int first, int last, int rows) =>
        $$"""
        .append Flights <| range i from {{first}} to {{last}} step 1
        | extend r = (i * 7919 + 104729) % 1000003
        | extend origin = r % 60, destination = (r / 60 + i) % 60, cancelled = r % 50 == 0
        | project FlightId = strcat('F', tostring(i)),
            Airline = strcat('L', tostring(r % 8)),
            FlightNumber = tostring(r % 10000),
            Origin = strcat('A', iff(origin < 10, '0', ''), tostring(origin)),
            Destination = strcat('A', iff(destination < 10, '0', ''), tostring(destination)),
            ScheduledDeparture = datetime(2025-01-01) + i * {{TicksPerYear / rows}}tick,
            DelayMinutes = iff(cancelled, long(null), r * r % 1009 % 240 - 20),
            DistanceKm = 200.0 + r % 9000,
            Aircraft = strcat('CC-', tostring(r % 301)),
            Status = iff(cancelled, 'cancelled', iff(i % 20 == 0, 'scheduled', 'landed')),
            IsCancelled = cancelled,
            Remark = case(r % 100 == 0, strcat('Delayed by fog at gate ', tostring(r % 40)), r % 10 == 0, 'Late crew, foggy start', ''),
            Extra = bag_pack('gate', strcat('G', tostring(r % 40)), 'passengers', r % 320, 'codes',
                pack_array(strcat('X', tostring(r % 7)), strcat('Y', tostring(r % 11))))
        """;
}
