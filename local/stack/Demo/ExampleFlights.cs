using System.Text.Json;
using Azure.Messaging.EventHubs;
using LocalStack.Configuration;

namespace LocalStack.Demo;

/// <summary>
/// A few fictional flights in Latin America for cases that the sample does not contain. The flights are diverted, returned, sold under two
/// flight numbers, rescheduled past midnight UTC, or cancelled. Unlike the sample's flights, these flights have airlines and flight
/// numbers. Two events are invalid, so that the demo has dead letters.
/// </summary>
internal static class ExampleFlights
{
    /// <summary>
    /// A Table Storage filter for dead letters from other sources. The sources of these examples begin with <c>/demo/</c>.
    /// </summary>
    public const string OtherSources = "(Source lt '/demo/' or Source ge '/demo0')";

    /// <summary>
    /// The time by which the sample publisher's clock is ahead, which is slightly more than the app accepts (five minutes).
    /// </summary>
    private static readonly TimeSpan ClockAhead = TimeSpan.FromMinutes(5.25);

    /// <summary>Returns the messages: the flights as JSON Lines in one message, and two invalid events.</summary>
    public static async Task<IReadOnlyList<EventData>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllTextAsync(BuildPaths.ExampleFlights, cancellationToken).ConfigureAwait(false);
        return [new EventData(lines), new EventData(AheadOfTheClock(now)), new EventData(WithUnknownAirport(now))];
    }

    /// <summary>Returns an event whose dead letter can be replayed unchanged fifteen seconds later.</summary>
    private static string AheadOfTheClock(DateTimeOffset now) => JsonSerializer.Serialize(new
    {
        source = "/demo/clock-ahead",
        eventType = "FlightDelayed",
        occurredAt = FormatTime(now + ClockAhead),
        airline = "LA",
        flightNumber = "2368",
        origin = "SCL",
        destination = "LIM",
        scheduledDeparture = FormatTime(now.AddHours(6)),
        delayMinutes = 25,
    });

    /// <summary>Returns an event whose dead letter requires a correction, because <c>SCL?</c> is not an airport.</summary>
    private static string WithUnknownAirport(DateTimeOffset now) => JsonSerializer.Serialize(new
    {
        source = "/demo/typing-error",
        eventType = "FlightDelayed",
        occurredAt = FormatTime(now),
        airline = "LA",
        flightNumber = "602",
        origin = "SCL?",
        destination = "MIA",
        scheduledDeparture = FormatTime(now.AddHours(9)),
        delayMinutes = 40,
    });

    private static string FormatTime(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z";
}
