using System.Globalization;
using System.Text.Unicode;

namespace LocalStack.Demo;

/// <summary>A flight from one row of the sample.</summary>
/// <param name="row">The zero-based position in the file.</param>
/// <param name="scheduledDeparture">The scheduled departure with minute precision. The file has no time zone, so UTC is assumed.</param>
/// <param name="delayMinutes">The delay in minutes, which is negative for an early departure.</param>
/// <param name="distanceMiles">The distance in statute miles.</param>
internal readonly ref struct SampleFlight(
    long row, DateTime scheduledDeparture, int delayMinutes, int distanceMiles, ReadOnlySpan<byte> origin, ReadOnlySpan<byte> destination)
{
    /// <summary>An upper bound on the size of an event in bytes.</summary>
    private const int MaxBytes = 512;

    private const double KilometersPerMile = 1.609344;

    private readonly ReadOnlySpan<byte> _origin = origin;
    private readonly ReadOnlySpan<byte> _destination = destination;

    public long Row => row;

    /// <summary>Returns the event id for a row. A row always has the same event id.</summary>
    public static string EventId(long row) => string.Create(CultureInfo.InvariantCulture, $"{DemoIds.EventPrefix}{row:D7}");

    /// <summary>Returns the flight event as JSON in UTF-8.</summary>
    public byte[] ToJson()
    {
        Span<byte> json = stackalloc byte[MaxBytes];
        var occurredAt = scheduledDeparture.AddMinutes(delayMinutes);
        var isComplete = Utf8.TryWrite(
            json,
            CultureInfo.InvariantCulture,
            $"{{\"eventId\":\"{DemoIds.EventPrefix}{row:D7}\",\"eventType\":\"FlightDeparted\","
            + $"\"occurredAt\":\"{occurredAt:s}Z\",\"origin\":\"{_origin}\",\"destination\":\"{_destination}\","
            + $"\"scheduledDeparture\":\"{scheduledDeparture:s}Z\",\"delayMinutes\":{delayMinutes},"
            + $"\"distanceKm\":{distanceMiles * KilometersPerMile},"
            + $"\"flightId\":\"{_origin}-{_destination}-{scheduledDeparture:yyyyMMdd'T'HHmm}-{row:D7}\"}}",
            out var length);
        return isComplete ? json[..length].ToArray() : throw new InvalidOperationException($"An event exceeds {MaxBytes} bytes.");
    }
}
