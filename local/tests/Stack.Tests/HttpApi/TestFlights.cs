namespace LocalStack.Tests.HttpApi;

/// <summary>
/// Nine flights in 2024, from which expected results are computed manually. The ids of the flights are letters. C has no delay, E is
/// cancelled, and G has neither an airline nor a flight number. The events of E and I have the same time.
/// </summary>
internal static class TestFlights
{
    public static IEnumerable<string> Events => All.Select(flight => flight.ToEvent());

    private static IReadOnlyList<FlightFacts> All =>
    [
        new("A", "SCL", "LIM", "2024-05-01T08:00:00Z")
        {
            Airline = "LA",
            FlightNumber = "100",
            DelayMinutes = 10,
            OccurredAt = "2024-05-09T10:05:00Z",
            Status = "Boarding closed",
        },
        new("B", "SCL", "LIM", "2024-05-01T08:10:00Z")
        {
            Airline = "LA",
            FlightNumber = "200",
            DelayMinutes = 20,
            OccurredAt = "2024-05-09T10:03:00Z",
        },
        new("C", "LIM", "SCL", "2024-05-01T14:00:00Z") { Airline = "LA", FlightNumber = "300", OccurredAt = "2024-05-09T10:09:00Z" },
        new("D", "GRU", "SCL", "2024-05-02T08:30:00Z")
        {
            Airline = "JJ",
            FlightNumber = "100",
            DelayMinutes = -5,
            OccurredAt = "2024-05-09T10:01:00Z",
        },
        new("E", "GRU", "SCL", "2024-05-08T08:40:00Z")
        {
            Airline = "JJ",
            FlightNumber = "200",
            DelayMinutes = 300,
            OccurredAt = "2024-05-09T10:07:00Z",
            EventType = "FlightCancelled",
        },
        new("F", "SCL", "LIM", "2024-05-02T23:59:00Z")
        {
            Airline = "JJ",
            FlightNumber = "300",
            DelayMinutes = 90,
            OccurredAt = "2024-05-09T10:02:00Z",
        },
        new("G", "LIM", "GRU", "2024-05-02T08:15:00Z")
        {
            DelayMinutes = 15,
            OccurredAt = "2024-05-09T10:08:00Z",
            EventType = "FlightArrived",
        },
        new("H", "SCL", "GRU", "2024-05-01T08:20:00Z")
        {
            Airline = "LA",
            FlightNumber = "400",
            DelayMinutes = 0,
            OccurredAt = "2024-05-09T10:04:00Z",
        },
        new("I", "GRU", "LIM", "2024-05-02T14:05:00Z")
        {
            Airline = "JJ",
            FlightNumber = "400",
            DelayMinutes = 14,
            OccurredAt = "2024-05-09T10:07:00Z",
        },
    ];
}
