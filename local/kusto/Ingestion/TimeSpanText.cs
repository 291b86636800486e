using System.Globalization;
using System.Text;

namespace LocalKusto.Ingestion;

/// <summary>Parses a duration: <c>[-][d.]hh:mm:ss[.fffffff]</c>, or a number with a unit as in KQL (<c>1.5h</c>).</summary>
internal static class TimeSpanText
{
    private static readonly (string Suffix, long Ticks)[] Units =
    [
        // Longer suffixes come first, because "ms" also ends with "s".
        ("microsecond", TimeSpan.TicksPerMicrosecond),
        ("tick", 1),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
    ];

    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        return text.Length is > 0 and <= 64 && TryParse(Encoding.UTF8.GetString(text), out ticks);
    }

    public static bool TryParse(string text, out long ticks)
    {
        ticks = 0;
        if (text.Contains(':'))
        {
            if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value))
                return false;
            ticks = value.Ticks;
            return true;
        }
        foreach (var (suffix, unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            if (!decimal.TryParse(text.AsSpan()[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
                || Math.Abs(count) > long.MaxValue / unit)
            {
                return false;
            }
            ticks = (long)(count * unit);
            return true;
        }
        return false;
    }
}
