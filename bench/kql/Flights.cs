namespace KqlBenchmark;

/// <summary>The generated table: a year of flights of 8 airlines between 60 airports.</summary>
internal static class Flights
{
    /// <summary>The names of the columns, in their order.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "FlightId", "Airline", "FlightNumber", "Origin", "Destination", "ScheduledDeparture", "DelayMinutes", "DistanceKm", "Aircraft",
        "Status", "IsCancelled", "Remark", "Extra",
    ];

    /// <summary>The most rows that one command makes, so that a command stays within its time limit.</summary>
    public const int RowsPerCommand = 500_000;

    public const string CreateCommand =
        """
        .create table Flights (FlightId:string, Airline:string, FlightNumber:string, Origin:string, Destination:string,
            ScheduledDeparture:datetime, DelayMinutes:long, DistanceKm:real, Aircraft:string, Status:string, IsCancelled:bool,
            Remark:string, Extra:dynamic)
        """;

    /// <summary>A command that adds the flights with these numbers.</summary>
    public static string AppendCommand(int first, int last) =>
        $$"""
        .append Flights <| range i from {{first}} to {{last}} step 1
        | extend r = (i * 7919 + 104729) % 1000003
        | extend origin = r % 60, destination = (r / 60 + i) % 60, cancelled = r % 50 == 0
        | project FlightId = strcat('F', tostring(i)),
            Airline = strcat('L', tostring(r % 8)),
            FlightNumber = tostring(r % 10000),
            Origin = strcat('A', iff(origin < 10, '0', ''), tostring(origin)),
            Destination = strcat('A', iff(destination < 10, '0', ''), tostring(destination)),
            ScheduledDeparture = datetime(2025-01-01) + (i * 10 % 31536000) * 1s + i * 1tick,
            DelayMinutes = iff(cancelled, long(null), r * r % 1009 % 240 - 20),
            DistanceKm = 200.0 + r % 9000,
            Aircraft = strcat('CC-', tostring(r % 3001)),
            Status = iff(cancelled, 'cancelled', iff(i % 20 == 0, 'scheduled', 'landed')),
            IsCancelled = cancelled,
            Remark = case(r % 100 == 0, strcat('Delayed by fog at gate ', tostring(r % 40)), r % 10 == 0, 'Late crew, foggy start', ''),
            Extra = bag_pack('gate', strcat('G', tostring(r % 40)), 'passengers', r % 320, 'codes',
                pack_array(strcat('X', tostring(r % 7)), strcat('Y', tostring(r % 11))))
        """;
}
