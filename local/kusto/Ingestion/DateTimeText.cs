using System.Globalization;
using System.Text;

namespace LocalKusto.Ingestion;

/// <summary>
/// Parses a date and time. There is a fast path for ISO 8601, and .NET parses other formats. A time without a time zone is interpreted as
/// UTC.
/// </summary>
internal static class DateTimeText
{
    private const int DateAndTimeLength = 19; // yyyy-MM-ddTHH:mm:ss

    /// <summary>Parses <paramref name="text"/> into <paramref name="ticks"/>, in units of 100 ns since the year 1.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        if (TryParseIso(text, out ticks))
            return true;
        if (text.Length > 64
            || !DateTime.TryParse(
                Encoding.UTF8.GetString(text),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var value))
        {
            return false;
        }
        ticks = value.Ticks;
        return true;
    }

    private static bool TryParseIso(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < DateAndTimeLength
            || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute)
                || !TryDigits(text[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[DateAndTimeLength..];
        var fraction = 0;
        if (!rest.IsEmpty && rest[0] == '.')
        {
            rest = rest[1..];
            var digits = 0;
            for (var unit = 1_000_000; digits < rest.Length && char.IsAsciiDigit((char)rest[digits]); digits++, unit /= 10)
                fraction += (rest[digits] - '0') * unit;
            if (digits == 0)
                return false;
            rest = rest[digits..];
        }
        if (!TryOffset(rest, out var offsetMinutes))
            return false;

        ticks = new DateTime(year, month, day, hour, minute, second,
            DateTimeKind.Utc).Ticks - (offsetMinutes * TimeSpan.TicksPerMinute) + fraction;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
    }

    // Parses an optional offset: Z, +hh:mm or -hh:mm.
    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute) || hour > 14 || minute > 59)
        {
            return false;
        }
        minutes = (text[0] == '-' ? -1 : 1) * ((hour * 60) + minute);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + digit - '0';
        }
        return true;
    }
}
