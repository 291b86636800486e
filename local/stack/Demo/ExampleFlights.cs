using System.Text.Json;
using LocalStack.Configuration;

namespace LocalStack.Demo;

/// <summary>
/// A few invented flights of Latin America, one of each kind that the sample does not have: diverted, returned, sold under two numbers,
/// retimed over midnight UTC, canceled. They have airlines and numbers, which the sample lacks. Two events are invalid, so that there are
/// dead letters to show.
/// </summary>
internal static class ExampleFlights
{
    /// <summary>Dead letters that are not of these examples, as a filter of Table Storage: sources here begin with <c>/demo/</c>.</summary>
    public const string OtherSources = "(Source lt '/demo/' or Source ge '/demo0')";

    /// <summary>
    /// The time by which the sample publisher's clock is ahead: seconds more than the app accepts (five minutes).
    /// </summary>
    private static readonly TimeSpan ClockAhead = TimeSpan.FromMinutes(5.25);

    /// <summary>The body of one batch for Event Hubs' REST API: a message of JSON Lines, and two invalid events.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllTextAsync(BuildPaths.ExampleFlights, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.SerializeToUtf8Bytes(
            new[] { lines, AheadOfTheClock(now), WithUnknownAirport(now) }.Select(body => new { Body = body }));
    }

    /// <summary>A dead letter that can be replayed unchanged, fifteen seconds later.</summary>
    private static string AheadOfTheClock(DateTimeOffset now) => JsonSerializer.Serialize(new
    {
        source = "/demo/clock-ahead",
        eventType = "FlightDelayed",
        occurredAt = Whole(now + ClockAhead),
        airline = "LA",
        flightNumber = "2368",
        origin = "SCL",
        destination = "LIM",
        scheduledDeparture = Whole(now.AddHours(6)),
        delayMinutes = 25,
    });

    /// <summary>A dead letter that requires a correction: <c>SCL?</c> is not an airport.</summary>
    private static string WithUnknownAirport(DateTimeOffset now) => JsonSerializer.Serialize(new
    {
        source = "/demo/typing-error",
        eventType = "FlightDelayed",
        occurredAt = Whole(now),
        airline = "LA",
        flightNumber = "602",
        origin = "SCL?",
        destination = "MIA",
        scheduledDeparture = Whole(now.AddHours(9)),
        delayMinutes = 40,
    });

    private static string Whole(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z";
}
