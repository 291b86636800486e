using System.Globalization;
using System.Text;
using LatamFunctions.Ingestion;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Http;

/// <summary>Reads query parameters, and adds to <paramref name="errors"/> whatever is wrong with them.</summary>
internal sealed class QueryParameters(IQueryCollection query, List<ApiError> errors)
{
    /// <summary>Functions takes keys in the query too; the host has already looked at it.</summary>
    private const string KeyParameter = "code";

    /// <summary>An unknown parameter is an error, since it would be ignored.</summary>
    public void Allow(params string[] names)
    {
        foreach (var (name, values) in query)
        {
            if (!name.Equals(KeyParameter, StringComparison.OrdinalIgnoreCase) && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var known = names.Length == 0 ? "there are none" : $"known are {string.Join(", ", names)}";
                errors.Add(new ApiError(SafeText(name), "Unknown", $"is no parameter; {known}"));
            }
            else if (values.Count > 1)
            {
                errors.Add(new ApiError(name, "Duplicate", "must be given once"));
            }
        }
    }

    /// <summary>The value of a parameter that is given once; a duplicate is for <see cref="Allow"/> to report.</summary>
    public string? Text(string name) => query[name] is [{ } value] ? value : null;

    public string Required(string name, int maxLength)
    {
        var text = Text(name)?.Trim() ?? "";
        if (text.Length == 0)
            errors.Add(new ApiError(name, "Required", "is required"));
        else if (text.Length > maxLength || text.Any(char.IsControl))
            errors.Add(new ApiError(name, "Format", $"must be at most {maxLength} characters and no control characters", Value: SafeText(text)));
        return text;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;

        // A date alone is the first instant of that day in UTC.
        var full = text.Length == 10 ? text + "T00:00:00Z" : text;
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(full), out var utc))
            return new DateTimeOffset(utc);

        Refuse(name, text, "a date like 2024-05-01 or an RFC 3339 time like 2024-05-01T10:20:30Z (+ must be sent as %2B)");
        return null;
    }

    public int Number(string name, int min, int max, int otherwise)
    {
        if (Text(name) is not { } text)
            return otherwise;

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;

        errors.Add(new ApiError(name, "Range", $"must be a whole number from {min} to {max}", Value: SafeText(text)));
        return otherwise;
    }

    public T? Name<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;

        var known = Enum.GetNames<T>();
        if (known.Contains(text, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<T>(text, ignoreCase: true);

        errors.Add(new ApiError(name, "Unknown", $"must be one of {string.Join(", ", known)}", Value: SafeText(text)));
        return null;
    }

    /// <summary>Reports that the value <paramref name="text"/> of a parameter is not <paramref name="description"/>.</summary>
    public void Refuse(string name, string text, string description) =>
        errors.Add(new ApiError(name, "Format", $"must be {description}", Value: SafeText(text)));

    public static Problem ProblemOf(IReadOnlyList<ApiError> errors) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidParameter, "The query is not understood; see errors.") { Errors = errors };

    private static string SafeText(string text) => Fault.SafeValue(Encoding.UTF8.GetBytes(text));
}
