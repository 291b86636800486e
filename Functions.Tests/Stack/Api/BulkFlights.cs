namespace LatamFunctions.Tests.Stack.Api;

/// <summary>Many flights at once, made by the database itself.</summary>
internal static class BulkFlights
{
    /// <summary>Appends flights with the ids <paramref name="prefix"/>1, prefix2 ..., each with one event.</summary>
    /// <param name="stack">Whose database.</param>
    /// <param name="prefix">Of their ids.</param>
    /// <param name="count">How many.</param>
    /// <param name="status">Of each, as the inside of a KQL string literal.</param>
    public static Task AppendAsync(StackClient stack, string prefix, int count, string status = "Departed") =>
        stack.Host.Kusto().CommandAsync(
            $"""
            .set-or-append FlightEvents <|
            range Number from 1 to {count} step 1
            | project EventId = strcat('{prefix}', tostring(Number)), FlightId = strcat('{prefix}', tostring(Number)), EventType = 'FlightDeparted',
                OccurredAt = datetime(2024-05-01) + Number * 1s, Source = '', DataSchema = '', Airline = 'LA', FlightNumber = tostring(Number % 1000),
                Origin = 'BLK', Destination = 'LIM', ScheduledDeparture = datetime(2024-05-01) + Number * 1s, ScheduledArrival = datetime(null),
                EstimatedDeparture = datetime(null), EstimatedArrival = datetime(null), ActualDeparture = datetime(null), ActualArrival = datetime(null),
                Status = '{status}', DelayMinutes = toint(Number % 90), DistanceKm = 2459.8, Aircraft = 'A320', Extra = dynamic(null),
                PartitionId = '0', SequenceNumber = tolong(Number), EnqueuedAt = datetime(2024-05-01), IngestedAt = datetime(2024-05-01), Version = tostring(Number)
            """,
            default);
}
