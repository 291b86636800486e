using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;
using static LocalKusto.Kql.Plan.ColumnNaming;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// Functions for calendars, date parts and formats. In SQL, a datetime is a number of ticks (100 ns) since the year 1, which began on a
/// Monday.
/// </summary>
internal static class TimeFunctions
{
    private const string Day = "864000000000";

    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Sql("startofday(date: datetime): datetime", $"({{0}} - {{0}} % {Day})", FirstArgument),
        Native("startofday(date: datetime, offset: long): datetime?", (DateTime time, long offset) => Calendar.Start("day", time, offset),
            FirstArgument),
        Native("startofweek(date: datetime, offset: long = 0): datetime?",
            (DateTime time, long offset) => Calendar.Start("week", time, offset)),
        Native("startofmonth(date: datetime, offset: long = 0): datetime?",
            (DateTime time, long offset) => Calendar.Start("month", time, offset)),
        Native("startofyear(date: datetime, offset: long = 0): datetime?",
            (DateTime time, long offset) => Calendar.Start("year", time, offset)),
        Native("endofday(date: datetime, offset: long = 0): datetime?", (DateTime time, long offset) => Calendar.End("day", time, offset)),
        Native("endofweek(date: datetime, offset: long = 0): datetime?",
            (DateTime time, long offset) => Calendar.End("week", time, offset)),
        Native("endofmonth(date: datetime, offset: long = 0): datetime?",
            (DateTime time, long offset) => Calendar.End("month", time, offset)),
        Native("endofyear(date: datetime, offset: long = 0): datetime?",
            (DateTime time, long offset) => Calendar.End("year", time, offset)),
        Sql("dayofweek(date: datetime): timespan", $"(({{0}} // {Day} + 1) % 7 * {Day})"),
        Native("dayofmonth(date: datetime): int", (DateTime time) => time.Day),
        Native("dayofyear(date: datetime): int", (DateTime time) => time.DayOfYear),
        Sql("hourofday(date: datetime): int", "({0} // 36000000000 % 24)::INTEGER"),
        Native("monthofyear(date: datetime): int", (DateTime time) => time.Month),
        Native("getmonth(date: datetime): int", (DateTime time) => time.Month),
        Native("getyear(date: datetime): int", (DateTime time) => time.Year),
        Native("week_of_year|weekofyear(date: datetime): int", (DateTime time) => System.Globalization.ISOWeek.GetWeekOfYear(time)),
        Native("datetime_part|datepart(const part: string, date: datetime): int?",
            (string part, DateTime time) => Calendar.Part(part, time)),
        Native("datetime_add(const period: string, amount: long, date: datetime): datetime?",
            (string period, long amount, DateTime time) => Calendar.Add(period, amount, time)),
        Native("datetime_diff(const period: string, datetime1: datetime, datetime2: datetime): long?",
            (string period, DateTime later, DateTime earlier) => Calendar.Difference(period, later, earlier)),
        Native("make_datetime(year: whole, month: whole, day: whole, hour: whole = 0, minute: whole = 0): datetime?",
            (long year, long month, long day, long hour, long minute) => Calendar.Time(year, month, day, hour, minute)),
        Sql("make_datetime(year: whole, month: whole, day: whole, hour: whole, minute: whole, second: real): datetime?",
            "(kql_make_datetime_whole_whole_whole_whole_whole({0}, {1}, {2}, {3}, {4}) "
            + "+ CASE WHEN {5} >= 0 AND {5} < 60 THEN round({5} * 10000000)::BIGINT END)"),
        Sql("make_timespan(hours: long, minutes: long): timespan", "(({0} * 60 + {1}) * 600000000)"),
        Sql("make_timespan(hours: long, minutes: long, seconds: long): timespan", "((({0} * 60 + {1}) * 60 + {2}) * 10000000)"),
        Sql("make_timespan(hours: long, minutes: long, seconds: exactreal): timespan?",
            "(({0} * 60 + {1}) * 600000000 + TRY_CAST(round({2} * 10000000) AS BIGINT))"),
        Sql("make_timespan(days: long, hours: long, minutes: long, seconds: long): timespan",
            "(((({0} * 24 + {1}) * 60 + {2}) * 60 + {3}) * 10000000)"),
        Sql("make_timespan(days: long, hours: long, minutes: long, seconds: exactreal): timespan?",
            "((({0} * 24 + {1}) * 60 + {2}) * 600000000 + TRY_CAST(round({3} * 10000000) AS BIGINT))"),
        Native("format_datetime(date: datetime, const format: string): string",
            (DateTime time, string format) => TimeFormat.Format(time, format), FirstArgument),
        Native("format_timespan(timespan: timespan, const format: string): string",
            (TimeSpan span, string format) => TimeFormat.Format(span, format), FirstArgument),
        Sql("unixtime_seconds_todatetime(number: integer): datetime", "({0}::BIGINT * 10000000 + 621355968000000000)"),
        Sql("unixtime_milliseconds_todatetime(number: integer): datetime", "({0}::BIGINT * 10000 + 621355968000000000)"),
        Sql("unixtime_microseconds_todatetime(number: integer): datetime", "({0}::BIGINT * 10 + 621355968000000000)"),
        Sql("unixtime_nanoseconds_todatetime(number: integer): datetime", "({0}::BIGINT // 100 + 621355968000000000)"),
        Sql("unixtime_seconds_todatetime(number: real): datetime?", "TRY_CAST(round({0} * 10000000) + 621355968000000000 AS BIGINT)"),
        Sql("unixtime_milliseconds_todatetime(number: real): datetime?", "TRY_CAST(round({0} * 10000) + 621355968000000000 AS BIGINT)"),
        Sql("unixtime_microseconds_todatetime(number: real): datetime?", "TRY_CAST(round({0} * 10) + 621355968000000000 AS BIGINT)"),
        Sql("unixtime_nanoseconds_todatetime(number: real): datetime?", "TRY_CAST(trunc({0} / 100) + 621355968000000000 AS BIGINT)"),
        Native("datetime_utc_to_local(from: datetime, timezone: text): datetime?",
            (DateTime time, string zone) => TimeZones.ToLocal(time, zone)),
        Native("datetime_local_to_utc(from: datetime, timezone: text): datetime?",
            (DateTime time, string zone) => TimeZones.ToUtc(time, zone)),
        Native("$datetime_list_timezones_of(unused: long): dynamic", (long _) => TimeZones.List()),
    ];
}
