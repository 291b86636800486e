using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalKusto.Kql.Runtime;

/// <summary>Converts strings to timespans. The result for an invalid string is null.</summary>
internal static partial class TimeSpans
{
    public static TimeSpan? Parse(string number, string unit)
    {
        long? ticks = unit switch
        {
            "d" or "day" or "days" => TimeSpan.TicksPerDay,
            "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "m" or "min" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "s" or "sec" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
            "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
            "tick" or "ticks" => 1,
            _ => null,
        };
        if (unit is "nanosecond" or "nanoseconds")
            return Ticks(number, 1 / (decimal)TimeSpan.NanosecondsPerTick);
        return ticks is { } size ? Ticks(number, size) : null;
    }

    /// <summary>Converts [-][d.]hh:mm[:ss[.fffffff]], a number of days, or a number with a unit.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out _))
            return Ticks(text, TimeSpan.TicksPerDay);
        if (UnitSpan().Match(text) is { Success: true } match)
        {
            var span = Parse(match.Groups[2].Value, match.Groups[3].Value);
            return match.Groups[1].Length > 0 && span is { } positive ? positive.Negate() : span;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>
    /// Returns <c>null</c> if the number is invalid, or if the timespan is longer than about 29,000 years, the range of
    /// <see cref="TimeSpan"/>.
    /// </summary>
    private static TimeSpan? Ticks(string number, decimal ticksPerUnit) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            && Math.Abs(count) < long.MaxValue / ticksPerUnit
            ? new TimeSpan((long)(count * ticksPerUnit))
            : null;

    [GeneratedRegex("^(-?)([0-9.]+) *([a-z]+)$")]
    private static partial Regex UnitSpan();
}
