using System.Globalization;
using System.Text.Unicode;

namespace LocalStack.Demo;

/// <summary>One row of the sample.</summary>
/// <param name="row">The position in the file, from 0.</param>
/// <param name="scheduledDeparture">The scheduled departure to the minute; the file has no time zone, and UTC is assumed.</param>
/// <param name="delayMinutes">The delay in minutes; negative when early.</param>
/// <param name="distanceMiles">The distance in statute miles.</param>
internal readonly ref struct SampleFlight(
    long row, DateTime scheduledDeparture, int delayMinutes, int distanceMiles, ReadOnlySpan<byte> origin, ReadOnlySpan<byte> destination)
{
    /// <summary>Above the maximum size of an event of <see cref="WriteTo"/>.</summary>
    public const int MaxBytes = 512;

    private const double KilometersPerMile = 1.609344;

    private readonly ReadOnlySpan<byte> _origin = origin;
    private readonly ReadOnlySpan<byte> _destination = destination;

    public long Row => row;

    /// <summary>The same row always produces the same event.</summary>
    public static string EventId(long row) => string.Create(CultureInfo.InvariantCulture, $"{DemoIds.EventPrefix}{row:D7}");

    /// <summary>
    /// Writes one element of a batch for Event Hubs' REST API: an object whose Body is the event's JSON as a string. Nothing in it
    /// but its quotes has to be escaped.
    /// </summary>
    /// <returns>The bytes written.</returns>
    public int WriteTo(Span<byte> destination)
    {
        var occurredAt = scheduledDeparture.AddMinutes(delayMinutes);
        var written = Utf8.TryWrite(
            destination,
            CultureInfo.InvariantCulture,
            $$"""{"Body":"{\"eventId\":\"{{DemoIds.EventPrefix}}{{row:D7}}\",\"eventType\":\"FlightDeparted\","""
            + $$"""\"occurredAt\":\"{{occurredAt:s}}Z\",\"origin\":\"{{_origin}}\",\"destination\":\"{{_destination}}\","""
            + $$"""\"scheduledDeparture\":\"{{scheduledDeparture:s}}Z\",\"delayMinutes\":{{delayMinutes}},"""
            + $$"""\"distanceKm\":{{distanceMiles * KilometersPerMile}},"""
            + $$"""\"flightId\":\"{{_origin}}-{{_destination}}-{{scheduledDeparture:yyyyMMdd'T'HHmm}}-{{row:D7}}\"}"}""",
            out var length);
        return written ? length : throw new ArgumentException($"An event needs up to {MaxBytes} bytes.", nameof(destination));
    }
}
