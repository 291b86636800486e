namespace LatamFunctions.Events;

/// <summary>
/// Parses and writes the RFC 3339 §5.6 format <c>date-time</c>, which, unlike ISO 8601, always has an offset. The .NET parsers either
/// allocate or also accept local times. Digits beyond 100 ns are discarded. A leap second becomes the last tick before the leap second.
/// </summary>
internal static class Rfc3339
{
    /// <summary>The number of bytes that <see cref="Write"/> writes: <c>2024-05-01T10:20:30.1234567Z</c>.</summary>
    public const int Length = 28;

    /// <summary>The length of a <c>full-date</c>: <c>2024-05-01</c>.</summary>
    public const int DateLength = 10;

    private const int ShortestLength = 20; // 2024-05-01T10:20:30Z

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime utc)
    {
        utc = default;
        if (text.Length < ShortestLength
            || !TryParseDate(text[..DateLength], out var date) || (text[10] | 0x20) != 't'
            || !TryDigits(text, 11, 2, out var hour) || text[13] != ':'
            || !TryDigits(text, 14, 2, out var minute) || text[16] != ':'
            || !TryDigits(text, 17, 2, out var second))
        {
            return false;
        }

        if (hour > 23 || minute > 59 || second > 60)
            return false;

        var rest = text[19..];
        if (!TryFraction(ref rest, out var fractionTicks) || !TryOffset(rest, out var offsetMinutes))
            return false;

        var leap = second == 60;
        var ticks = date.Ticks
            + (hour * TimeSpan.TicksPerHour)
            + (minute * TimeSpan.TicksPerMinute)
            + ((leap ? 59 : second) * TimeSpan.TicksPerSecond)
            + (leap ? TimeSpan.TicksPerSecond - 1 : fractionTicks)
            - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;

        utc = new DateTime(ticks, DateTimeKind.Utc);

        // Leap seconds are inserted only at the end of a UTC day (§5.7).
        return !leap || utc is { Hour: 23, Minute: 59 };
    }

    /// <summary>Parses a <c>full-date</c> (§5.6), which has no offset.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out DateTime date)
    {
        date = default;
        if (text.Length != DateLength
            || !TryDigits(text, 0, 4, out var year) || text[4] != '-'
            || !TryDigits(text, 5, 2, out var month) || text[7] != '-'
            || !TryDigits(text, 8, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTime(year, month, day);
        return true;
    }

    /// <summary>Writes a <c>full-date</c> of <see cref="DateLength"/> bytes.</summary>
    public static void WriteDate(DateTime date, Span<byte> destination)
    {
        var text = destination[..DateLength];
        "0000-00-00"u8.CopyTo(text);
        date.Deconstruct(out int year, out int month, out int day);
        WriteDigits(text[..4], year);
        WriteDigits(text[5..7], month);
        WriteDigits(text[8..10], day);
    }

    /// <summary>
    /// Writes <see cref="Length"/> bytes in the .NET format O: UTC with seven decimals. This method takes half the time of the .NET
    /// implementation, and a row contains up to nine timestamps.
    /// </summary>
    public static void Write(DateTime utc, Span<byte> destination)
    {
        var text = destination[..Length];
        "0000-00-00T00:00:00.0000000Z"u8.CopyTo(text);
        utc.Deconstruct(out int year, out int month, out int day);
        var ticks = utc.Ticks % TimeSpan.TicksPerDay;
        var seconds = (int)(ticks / TimeSpan.TicksPerSecond);
        WriteDigits(text[..4], year);
        WriteDigits(text[5..7], month);
        WriteDigits(text[8..10], day);
        WriteDigits(text[11..13], seconds / 3600);
        WriteDigits(text[14..16], seconds / 60 % 60);
        WriteDigits(text[17..19], seconds % 60);
        WriteDigits(text[20..27], ticks % TimeSpan.TicksPerSecond);
    }

    /// <summary>Fills <paramref name="destination"/> from its end; leading zeros must already be present.</summary>
    public static void WriteDigits(Span<byte> destination, long value)
    {
        for (var i = destination.Length - 1; value > 0 && i >= 0; i--)
        {
            var rest = value / 10;
            destination[i] = (byte)('0' + (value - (rest * 10)));
            value = rest;
        }
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest[0] != '.')
            return true;

        var end = 1;
        var scale = TimeSpan.TicksPerSecond / 10;
        while (end < rest.Length && char.IsAsciiDigit((char)rest[end]))
        {
            ticks += (rest[end] - '0') * scale;
            scale /= 10;
            end++;
        }

        rest = rest[end..];
        return end > 1 && !rest.IsEmpty;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 1)
            return (rest[0] | 0x20) == 'z';

        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':'
            || !TryDigits(rest, 1, 2, out var hours) || !TryDigits(rest, 4, 2, out minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        minutes = (hours * 60) + minutes;
        if (rest[0] == '-')
            minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        for (var i = start; i < start + count; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9)
                return false;
            value = (value * 10) + digit;
        }

        return true;
    }
}
