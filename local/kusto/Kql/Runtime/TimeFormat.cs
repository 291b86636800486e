using System.Globalization;
using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The formats of format_datetime() and format_timespan(). A format consists of runs of the same letter, such as yyyy, with delimiters
/// between the runs.
/// </summary>
internal static class TimeFormat
{
    private const string Delimiters = " /-:,._[]";

    /// <summary>Returns the first invalid run, or <c>null</c> if the format is valid.</summary>
    public static string? FindUnknown(string format, bool isTimeSpan)
    {
        foreach (var run in Runs(format))
        {
            var isKnown = Delimiters.Contains(run[0], StringComparison.Ordinal) || (run[0], run.Length, isTimeSpan) switch
            {
                ('y', 2 or 4, false) or ('M', 1 or 2, false) or ('t', 2, false) => true,
                ('d', <= 2, false) or ('d', <= 8, true) => true,
                ('h' or 'H' or 'm' or 's', <= 2, _) or ('f' or 'F', <= 7, _) => true,
                _ => false,
            };
            if (!isKnown)
                return run;
        }

        return null;
    }

    public static string Format(DateTime time, string format)
    {
        var text = new StringBuilder();
        foreach (var run in Runs(format))
        {
            text.Append((run[0], run.Length) switch
            {
                ('y', 4) => Digits(time.Year, 4),
                ('y', _) => Digits(time.Year % 100, 2),
                ('M', var width) => Digits(time.Month, width),
                ('d', var width) => Digits(time.Day, width),
                ('H', var width) => Digits(time.Hour, width),
                ('h', var width) => Digits(((time.Hour + 11) % 12) + 1, width),
                ('m', var width) => Digits(time.Minute, width),
                ('s', var width) => Digits(time.Second, width),
                ('t', _) => time.Hour < 12 ? "AM" : "PM",
                ('f' or 'F', var width) => Fraction(time.Ticks % TimeSpan.TicksPerSecond, width, run[0] == 'F'),
                _ => run,
            });
        }

        return text.ToString();
    }

    public static string Format(TimeSpan span, string format)
    {
        var text = new StringBuilder(span < TimeSpan.Zero ? "-" : "");
        var ticks = span.Ticks == long.MinValue ? long.MaxValue : Math.Abs(span.Ticks);
        foreach (var run in Runs(format))
        {
            text.Append((run[0], run.Length) switch
            {
                ('d', var width) => Digits(ticks / TimeSpan.TicksPerDay, width),
                ('H' or 'h', var width) => Digits(ticks / TimeSpan.TicksPerHour % 24, width),
                ('m', var width) => Digits(ticks / TimeSpan.TicksPerMinute % 60, width),
                ('s', var width) => Digits(ticks / TimeSpan.TicksPerSecond % 60, width),
                ('f' or 'F', var width) => Fraction(ticks % TimeSpan.TicksPerSecond, width, run[0] == 'F'),
                _ => run,
            });
        }

        return text.ToString();
    }

    private static string Digits(long value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');

    private static string Fraction(long ticks, int width, bool withoutZeros)
    {
        var digits = Digits(ticks, 7)[..Math.Min(width, 7)];
        return withoutZeros ? digits.TrimEnd('0') : digits;
    }

    /// <summary>Splits the format into runs of the same letter, and into delimiters of one character each.</summary>
    private static IEnumerable<string> Runs(string format)
    {
        for (var at = 0; at < format.Length;)
        {
            var start = at++;
            while (at < format.Length && format[at] == format[start] && char.IsLetter(format[start]))
                at++;
            yield return format[start..at];
        }
    }
}
