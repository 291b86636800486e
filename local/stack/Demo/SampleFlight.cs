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
    /// <summary>An upper bound on the size of an event that <see cref="WriteTo"/> writes.</summary>
    public const int MaxBytes = 512;

    private const double KilometersPerMile = 1.609344;

    private readonly ReadOnlySpan<byte> _origin = origin;
    private readonly ReadOnlySpan<byte> _destination = destination;

    public long Row => row;

    /// <summary>Returns the event id for a row. A row always has the same event id.</summary>
    public static string EventId(long row) => string.Create(CultureInfo.InvariantCulture, $"{DemoIds.EventPrefix}{row:D7}");

    /// <summary>
    /// Writes one element of a batch for the Event Hubs REST API: an object whose Body is the event's JSON as a string. Only quotation
    /// marks in the JSON require escaping.
    /// </summary>
    /// <returns>The number of bytes written.</returns>
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
