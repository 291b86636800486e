namespace LocalKusto.Kql.Runtime;

/// <summary>Calendar arithmetic. A result outside the years 1 to 9999 is null.</summary>
internal static class Calendar
{
    /// <summary>The units that datetime_diff() and datetime_add() accept.</summary>
    public static readonly IReadOnlyList<string> Periods =
        ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];

    /// <summary>The parts that datetime_part() accepts.</summary>
    public static readonly IReadOnlyList<string> Parts =
        ["year", "quarter", "month", "week_of_year", "day", "dayofyear", "hour", "minute", "second", "millisecond", "microsecond",
            "nanosecond"];

    /// <summary>Returns the ticks of a unit with a fixed length, or <c>null</c> for other units.</summary>
    private static long? Ticks(string unit) => unit switch
    {
        "week" => 7 * TimeSpan.TicksPerDay,
        "day" => TimeSpan.TicksPerDay,
        "hour" => TimeSpan.TicksPerHour,
        "minute" => TimeSpan.TicksPerMinute,
        "second" => TimeSpan.TicksPerSecond,
        "millisecond" => TimeSpan.TicksPerMillisecond,
        "microsecond" => TimeSpan.TicksPerMicrosecond,
        _ => null,
    };

    /// <summary>
    /// Returns the start of the unit that is <paramref name="offset"/> units after the unit that contains the time. Weeks start on Sunday.
    /// </summary>
    public static DateTime? Start(string unit, DateTime time, long offset) => unit switch
    {
        "day" => Add("day", offset, time.Date),
        "week" => Add("day", 7 * Math.Clamp(offset, -1_000_000, 1_000_000), time.Date) is { } day ? Add("day", -(long)time.DayOfWeek, day)
            : null,
        "month" => Add("month", offset, new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc)),
        _ => Add("year", offset, new DateTime(time.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
    };

    /// <summary>Returns the last tick of the unit that is <paramref name="offset"/> units after the unit that contains the time.</summary>
    public static DateTime? End(string unit, DateTime time, long offset) =>
        Start(unit, time, offset) is not { } start ? null
        : Add(unit, 1, start) is { } next ? next.AddTicks(-1) : DateTime.MaxValue;

    public static DateTime? Add(string period, long amount, DateTime time)
    {
        period = period.ToLowerInvariant();
        if (period is "year" or "quarter" or "month")
        {
            var months = (Int128)amount * (period == "year" ? 12 : period == "quarter" ? 3 : 1);
            var month = (time.Year * 12) + time.Month - 1 + months;
            return month < 12 || month >= 10_000 * 12 ? null : time.AddMonths((int)months);
        }

        var ticks = time.Ticks + (period == "nanosecond" ? amount / TimeSpan.NanosecondsPerTick : (Int128)amount * Ticks(period)!.Value);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTime((long)ticks, DateTimeKind.Utc);
    }

    /// <summary>Returns the number of unit boundaries between two times.</summary>
    public static long? Difference(string period, DateTime later, DateTime earlier)
    {
        return period.ToLowerInvariant() switch
        {
            "year" => later.Year - earlier.Year,
            "quarter" => Quarters(later) - Quarters(earlier),
            "month" => ((later.Year - earlier.Year) * 12) + later.Month - earlier.Month,
            "week" => (WeekTicks(later) - WeekTicks(earlier)) / (7 * TimeSpan.TicksPerDay),
            "nanosecond" => (later.Ticks - earlier.Ticks) * TimeSpan.NanosecondsPerTick,
            var unit => Ticks(unit) is { } ticks ? (later.Ticks / ticks) - (earlier.Ticks / ticks) : null,
        };
    }

    public static int? Part(string part, DateTime time) => part.ToLowerInvariant() switch
    {
        "year" => time.Year,
        "quarter" => (time.Month + 2) / 3,
        "month" => time.Month,
        "week_of_year" or "weekofyear" => System.Globalization.ISOWeek.GetWeekOfYear(time),
        "day" => time.Day,
        "dayofyear" => time.DayOfYear,
        "hour" => time.Hour,
        "minute" => time.Minute,
        "second" => time.Second,
        "millisecond" => time.Millisecond,
        "microsecond" => (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond),
        "nanosecond" => (int)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        _ => null,
    };

    /// <summary>Returns the time with these components, or <c>null</c> if there is no such time.</summary>
    public static DateTime? Time(long year, long month, long day, long hour, long minute) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)year, (int)month)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60
            ? new DateTime((int)year, (int)month, (int)day, (int)hour, (int)minute, 0, DateTimeKind.Utc)
            : null;

    private static long Quarters(DateTime time) => (time.Year * 4) + ((time.Month - 1) / 3);

    private static long WeekTicks(DateTime time) => time.Date.Ticks - ((int)time.DayOfWeek * TimeSpan.TicksPerDay);
}
