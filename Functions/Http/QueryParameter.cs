using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>The description of a query parameter.</summary>
/// <param name="Name">The name, which is not case-sensitive.</param>
/// <param name="Description">The effect of the parameter.</param>
/// <param name="Expected">The requirement on the value, as the words that follow "must be" in a sentence.</param>
/// <param name="Schema">The JSON Schema of the value.</param>
internal abstract record QueryParameter(string Name, string Description, string Expected, OpenApiSchema Schema)
{
    public bool IsRequired { get; init; }

    public string? Example { get; init; }

    /// <summary>The requirement on the value, as a sentence in the documentation.</summary>
    public string Requirement
    {
        get => field ?? $"Must be {Expected}.";
        init;
    }

    /// <summary>Creates a parameter for a date or a time. A date without a time denotes the start of the day in UTC.</summary>
    public static QueryParameter<DateTimeOffset?> Time(string name, string description) => new(
        name,
        description,
        "a date such as 2024-05-01 or an RFC 3339 time such as 2024-05-01T10:20:30Z (+ must be sent as %2B)",
        new OpenApiSchema { Type = JsonSchemaType.String },
        (text, out value) =>
        {
            var isTime = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text.Length == 10 ? text + "T00:00:00Z" : text), out var utc);
            value = isTime ? new DateTimeOffset(utc) : null;
            return isTime;
        });

    public static QueryParameter<int?> Integer(string name, string description, int min, int max, int? defaultValue = null) => new(
        name,
        description,
        $"a whole number from {min} to {max}",
        new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = min.ToString(CultureInfo.InvariantCulture),
            Maximum = max.ToString(CultureInfo.InvariantCulture),
            Default = defaultValue is { } number ? JsonValue.Create(number) : null,
        },
        (text, out value) =>
        {
            var style = min < 0 ? NumberStyles.AllowLeadingSign : NumberStyles.None;
            value = int.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : null;
            return value is not null;
        })
    {
        Rule = "Range",
        Default = defaultValue,
    };

    /// <summary>Creates a parameter whose value must be one of several names. Case is ignored.</summary>
    public static QueryParameter<string?> OneOf(
        string name, string description, IReadOnlyList<string> names, string? defaultValue = null) => new(
        name,
        description,
        AnyOf(names),
        new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. names.Select(value => JsonValue.Create(value))],
            Default = defaultValue is null ? null : JsonValue.Create(defaultValue),
        },
        (text, out value) =>
        {
            value = names.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
            return value is not null;
        })
        {
            Rule = "Unknown",
            Default = defaultValue,
        };

    public static QueryParameter<T?> OneOf<T>(string name, string description)
        where T : struct, Enum => new(
        name,
        description,
        AnyOf(Enum.GetNames<T>()),
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetNames<T>().Select(value => JsonValue.Create(value))] },
        (text, out value) =>
        {
            var known = Enum.GetNames<T>().FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
            value = known is null ? null : Enum.Parse<T>(known);
            return value is not null;
        })
        {
            Rule = "Unknown",
        };

    /// <summary>
    /// Creates a parameter for a code. The value is converted to uppercase and normalized by <paramref name="normalize"/>.
    /// </summary>
    public static QueryParameter<string?> Code(
        string name,
        string description,
        string expected,
        int min,
        int max,
        Func<char, bool> isAllowed,
        Func<string, string>? normalize = null) => new(
        name,
        description,
        expected,
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = min, MaxLength = max },
        (text, out value) =>
        {
            if (text.Length < min || text.Length > max || !text.All(isAllowed))
            {
                value = null;
                return false;
            }

            value = text.ToUpperInvariant();
            value = normalize?.Invoke(value) ?? value;
            return true;
        });

    public static QueryParameter<string?> Text(string name, string description, int maxLength) => new(
        name,
        description,
        $"1 to {maxLength} characters, none of them a control character",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength },
        (text, out value) =>
        {
            value = text.Trim();
            return value.Length > 0 && value.Length <= maxLength && !value.Any(char.IsControl);
        });

    private static string AnyOf(IReadOnlyList<string> names) =>
        names.Count > 2 ? $"one of {string.Join(", ", names)}" : string.Join(" or ", names);
}

/// <summary>A query parameter and the function that parses its text.</summary>
internal sealed record QueryParameter<T>(
    string Name, string Description, string Expected, OpenApiSchema Schema, QueryParameter<T>.Parse TryParse)
    : QueryParameter(Name, Description, Expected, Schema)
{
    public delegate bool Parse(string text, out T value);

    /// <summary>The value if the parameter is absent.</summary>
    public T? Default { get; init; }

    /// <summary>The rule that an invalid value violates.</summary>
    public string Rule { get; init; } = "Format";
}
