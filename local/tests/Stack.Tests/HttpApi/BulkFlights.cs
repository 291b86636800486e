using System.Globalization;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Writes flights directly to the database, for large numbers of flights and for values that ingestion does not accept.</summary>
internal static class BulkFlights
{
    /// <summary>
    /// Appends flights with one event each. An id consists of <paramref name="prefix"/> and a number that starts at 1. Flight n departs n
    /// seconds after the start of 1 May 2024.
    /// </summary>
    public static Task AppendAsync(StackClient stack, string prefix, int count, string status = "Departed") =>
        AppendAsync(
            stack,
            $"range Number from 1 to {count} step 1 | extend Id = strcat({Literal(prefix)}, tostring(Number)), Status = {Literal(status)}");

    /// <summary>Appends one flight per id.</summary>
    public static Task AppendAsync(StackClient stack, IReadOnlyList<string> ids) =>
        AppendAsync(
            stack,
            $"datatable(Number:long, Id:string)[{string.Join(", ", ids.Select((id, i) => $"{i}, {Literal(id)}"))}] "
            + "| extend Status = 'Departed'");

    private static Task AppendAsync(StackClient stack, string source) =>
        stack.Host.Kusto().CommandAsync(
            $"""
            .set-or-append FlightEvents <|
            {source}
            | project EventId = Id, FlightId = Id, EventType = 'FlightDeparted',
                OccurredAt = datetime(2024-05-01) + Number * 1s, Source = '', DataSchema = '',
                Airline = 'LA', FlightNumber = tostring(Number % 1000),
                Origin = 'BLK', Destination = 'LIM',
                ScheduledDeparture = datetime(2024-05-01) + Number * 1s, ScheduledArrival = datetime(null),
                EstimatedDeparture = datetime(null), EstimatedArrival = datetime(null),
                ActualDeparture = datetime(null), ActualArrival = datetime(null),
                Status, DelayMinutes = toint(Number % 90), DistanceKm = 2459.8, Aircraft = 'A320', Extra = dynamic(null),
                PartitionId = '0', SequenceNumber = tolong(Number), EnqueuedAt = datetime(2024-05-01),
                IngestedAt = datetime(2024-05-01), Version = tostring(Number),
                Cleared = '', OperatingDate = datetime(null), ArrivalAirport = '', MarketingFlight = '',
                DepartureDelayMinutes = int(null), ArrivalDelayMinutes = int(null), Envelope = dynamic(null)
            """,
            default);

    /// <summary>Returns a KQL string literal in which all characters except letters and digits are escaped.</summary>
    private static string Literal(string text) => $"'{string.Concat(text.Select(Escaped))}'";

    private static string Escaped(char c) =>
        char.IsAsciiLetterOrDigit(c) ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
