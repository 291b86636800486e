using System.Globalization;

namespace LocalKusto.Kql.Runtime;

/// <summary>Converts strings to values according to the rules of the to…() functions. The result for an invalid string is null.</summary>
internal static class TextConversions
{
    private static readonly string[] DateTimeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
            "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM", "yyyy", "yyyyMMdd", "yyyy-M-d", "MM/dd/yyyy", "M/d/yyyy", "M/d/yyyy HH:mm",
            "M/d/yyyy H:mm:ss",
        "M/d/yyyy h:mm:ss tt", "MM-dd-yyyy", "MM-dd-yyyy HH:mm:ss",

        // RFC 822, RFC 850 and similar formats
        "ddd, d MMM yyyy HH:mm:ss 'GMT'", "ddd, d MMM yyyy HH:mm:ss 'UTC'", "ddd, d MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm:ss",
            "ddd, d MMM yy HH:mm:ss 'GMT'", "ddd, d MMM yy HH:mm:ss",
        "d MMM yyyy HH:mm:ss", "d MMM yy HH:mm:ss", "d MMM yyyy HH:mm", "d MMM yyyy", "dddd, dd-MMM-yy HH:mm:ss 'UTC'",
            "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss",
        "dd-MMM-yy HH:mm:ss", "dd-MMM-yyyy HH:mm:ss", "ddd MMM d HH:mm:ss yyyy",
    ];

    private const DateTimeStyles Utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;

    public static long? Long(string text)
    {
        var digits = text.AsSpan().Trim();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    public static int? Int(string text) => Long(text) is { } value && value is >= int.MinValue and <= int.MaxValue ? (int)value : null;

    public static double? Real(string text)
    {
        var trimmed = text.Trim();
        return trimmed.ToLowerInvariant() switch
        {
            "nan" => double.NaN,
            "inf" or "+inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => double.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out var value) ? value : null,
        };
    }

    /// <summary>Converts true, false, or an integer.</summary>
    public static bool? Bool(string text)
    {
        var trimmed = text.Trim();
        return bool.TryParse(trimmed, out var value) ? value : Long(trimmed) is { } number ? number != 0 : null;
    }

    /// <summary>Converts 32 hexadecimal digits. Hyphens can be at any position or can be omitted.</summary>
    public static Guid? ToGuid(string text) => Guid.TryParse(text.Trim(), out var value)
        || (text.Length <= 64 && Guid.TryParseExact(text.Trim().Replace("-", "", StringComparison.Ordinal), "N", out value)) ? value : null;

    /// <summary>
    /// Converts a time in the format ISO 8601, month/day/year, RFC 822 or RFC 850. A time without an offset is interpreted as UTC.
    /// </summary>
    public static DateTime? ToDateTime(string text)
    {
        if (text.Length is 0 or > 64)
            return null;
        return DateTime.TryParseExact(text.Trim(), DateTimeFormats, CultureInfo.InvariantCulture, Utc, out var value) ? value : null;
    }

    /// <summary>Converts [-][d.]hh:mm[:ss[.fffffff]], a number of days, or a number with a unit.</summary>
    public static TimeSpan? ToTimeSpan(string text) => TimeSpans.Parse(text.Trim());

    public static string Text(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity"
            : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Formats a time with seven decimal places.</summary>
    public static string Text(DateTime value) => value.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    public static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);
}
