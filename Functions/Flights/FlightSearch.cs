using System.Globalization;
using System.Text;
using LatamFunctions.Http;
using LatamFunctions.Ingestion;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Flights;

/// <summary>What GET /flights may ask for. Times bound the scheduled departure: from inclusive, to exclusive.</summary>
public sealed record FlightSearch(string? Origin, string? Destination, string? Airline, DateTimeOffset? From, DateTimeOffset? To, int Limit)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    // Functions takes keys in the query too; the host has already looked at it.
    private static readonly string[] Parameters = ["origin", "destination", "airline", "from", "to", "limit", "code"];

    /// <summary>
    /// Adds to <paramref name="errors"/> whatever is wrong with the query; an unknown parameter is wrong, since it would be ignored.
    /// </summary>
    public static FlightSearch Parse(IQueryCollection query, List<ApiError> errors)
    {
        foreach (var (name, values) in query)
        {
            if (!Parameters.Contains(name, StringComparer.OrdinalIgnoreCase))
                errors.Add(new ApiError(SafeText(name), "Unknown", $"is not a parameter here; known are {string.Join(", ", Parameters[..^1])}"));
            else if (values.Count > 1)
                errors.Add(new ApiError(name, "Duplicate", "must be given once"));
        }

        var search = new FlightSearch(
            Code(query, "origin", 3, 4, letters: true, "an airport code: 3 (IATA) or 4 (ICAO) letters", errors),
            Code(query, "destination", 3, 4, letters: true, "an airport code: 3 (IATA) or 4 (ICAO) letters", errors),
            Code(query, "airline", 2, 3, letters: false, "an airline code: 2 (IATA) or 3 (ICAO) letters or digits", errors),
            Time(query, "from", errors),
            Time(query, "to", errors),
            LimitOf(query, errors));
        if (search.From >= search.To)
            errors.Add(new ApiError("to", "Range", "must be after from"));
        return search;
    }

    private static string? Code(
        IQueryCollection query, string name, int min, int max, bool letters, string description, List<ApiError> errors)
    {
        if (Single(query, name) is not { } text)
            return null;

        if (text.Length < min || text.Length > max || !text.All(letters ? char.IsAsciiLetter : char.IsAsciiLetterOrDigit))
            errors.Add(new ApiError(name, "Format", $"must be {description}", Value: SafeText(text)));
        return text.ToUpperInvariant();
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name, List<ApiError> errors)
    {
        if (Single(query, name) is not { } text)
            return null;

        // A date alone is the first instant of that day in UTC.
        var full = text.Length == 10 ? text + "T00:00:00Z" : text;
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(full), out var utc))
            return new DateTimeOffset(utc);

        errors.Add(new ApiError(
            name,
            "Format",
            "must be a date like 2024-05-01 or an RFC 3339 time like 2024-05-01T10:20:30Z (+ must be sent as %2B)",
            Value: SafeText(text)));
        return null;
    }

    private static int LimitOf(IQueryCollection query, List<ApiError> errors)
    {
        if (Single(query, "limit") is not { } text)
            return DefaultLimit;

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
            return limit;

        errors.Add(new ApiError("limit", "Range", $"must be a whole number from 1 to {MaxLimit}", Value: SafeText(text)));
        return DefaultLimit;
    }

    /// <summary>The value of a parameter that is given once; a duplicate is reported elsewhere.</summary>
    private static string? Single(IQueryCollection query, string name) => query[name] is [{ } value] ? value : null;

    private static string SafeText(string text) => Fault.SafeValue(Encoding.UTF8.GetBytes(text));
}
