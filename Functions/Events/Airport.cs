using NodaTime;

namespace LatamFunctions.Events;

/// <summary>An airport in kusto/reference/airports.csv.</summary>
/// <param name="iata">The airport's IATA code.</param>
/// <param name="timeZone">The name of the airport's IANA time zone; an empty string if the time zone is unknown.</param>
internal sealed class Airport(AsciiCode iata, string timeZone)
{
    private DateTimeZone? _timeZone;

    public AsciiCode Iata { get; } = iata;

    /// <summary>Converts <paramref name="utc"/> to local time; returns <c>null</c> if the time zone is unknown.</summary>
    public DateTime? LocalTime(DateTime utc)
    {
        _timeZone ??= timeZone.Length == 0 ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone);
        return _timeZone is null ? null : utc.AddTicks(_timeZone.GetUtcOffset(Instant.FromDateTimeUtc(utc)).Ticks);
    }

    /// <summary>Returns the local date at <paramref name="utc"/>; <c>null</c> if the time zone is unknown.</summary>
    public DateTime? LocalDate(DateTime utc) => LocalTime(utc)?.Date;
}
