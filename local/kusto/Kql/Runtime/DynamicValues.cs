using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Parses, compares and writes dynamic values. Numbers retain their digits, so integers are compared exactly.</summary>
internal static class DynamicValues
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 512 };

    /// <summary>
    /// Parses JSON. Text that is not valid JSON becomes a string value. Returns <c>null</c> for an empty string and for a JSON null.
    /// </summary>
    public static Json? Parse(string text)
    {
        if (text.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Null ? null : HasInfiniteNumber(root) ? Quote(text) : Compact(root);
        }
        catch (JsonException)
        {
            return Quote(text);
        }
    }

    public static Json Quote(string text) => new(JsonSerializer.Serialize(text, Plain));

    /// <summary>Returns a number as JSON. An infinite number or NaN becomes a string.</summary>
    public static Json From(double value)
    {
        if (!double.IsFinite(value))
            return new Json(double.IsNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return new Json(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
    }

    public static Json From(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    public static Json Array(IEnumerable<string> texts) => Join('[', texts, ']');

    public static Json Array(IEnumerable<JsonElement> elements) => Array(elements.Select(element => element.GetRawText()));

    public static Json Strings(IEnumerable<string> values) => Array(values.Select(value => Quote(value).Text));

    public static Json Bag(IEnumerable<KeyValuePair<string, string>> members) =>
        Join('{', members.Select(member => Quote(member.Key).Text + ":" + member.Value), '}');

    public static IEnumerable<JsonElement> Elements(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>Returns the result of tostring(): a string without quotes, an empty string for null, and JSON for other values.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };

    public static bool AreEqual(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.Number => left.TryGetInt64(out var a) && right.TryGetInt64(out var b) ? a == b
                : left.GetDouble().Equals(right.GetDouble()),
            JsonValueKind.String => left.GetString() == right.GetString(),
            _ => JsonElement.DeepEquals(left, right),
        };
    }

    /// <summary>
    /// Returns a string by which values are grouped. Equal numbers have the same string. Other values have the same string if their JSON
    /// texts are equal.
    /// </summary>
    public static string Identity(JsonElement value) => value.ValueKind == JsonValueKind.Number && !value.TryGetInt64(out _)
        ? value.GetDouble().ToString("R", CultureInfo.InvariantCulture)
        : value.GetRawText();

    /// <summary>Joins the parts with commas. Parts must not be empty.</summary>
    private static Json Join(char opening, IEnumerable<string> parts, char closing)
    {
        var text = new StringBuilder().Append(opening);
        var steps = 0;
        foreach (var part in parts)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(part);
            Evaluation.Step(ref steps);
            Evaluation.CheckLength(text.Length);
        }

        return new Json(text.Append(closing).ToString());
    }

    private static bool HasInfiniteNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => !double.IsFinite(value.GetDouble()),
        JsonValueKind.Array => value.EnumerateArray().Any(HasInfiniteNumber),
        JsonValueKind.Object => value.EnumerateObject().Any(member => HasInfiniteNumber(member.Value)),
        _ => false,
    };

    /// <summary>Returns JSON without whitespace between values. The digits of numbers do not change.</summary>
    public static Json Compact(JsonElement value) => Written(value, isSorted: false);

    /// <summary>Returns the same text for equal values. The members of a bag are sorted by name.</summary>
    public static Json Canonical(JsonElement value) => Written(value, isSorted: true);

    private static Json Written(JsonElement value, bool isSorted)
    {
        var text = new StringBuilder();
        Append(text, value, isSorted);
        return new Json(text.ToString());
    }

    private static void Append(StringBuilder text, JsonElement value, bool isSorted)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var element in value.EnumerateArray())
                {
                    if (text[^1] != '[')
                        text.Append(',');
                    Append(text, element, isSorted);
                }

                text.Append(']');
                break;
            case JsonValueKind.Object:
                text.Append('{');
                IEnumerable<JsonProperty> members = value.EnumerateObject();
                foreach (var member in isSorted ? members.OrderBy(member => member.Name, StringComparer.Ordinal) : members)
                {
                    if (text[^1] != '{')
                        text.Append(',');
                    text.Append(Quote(member.Name).Text).Append(':');
                    Append(text, member.Value, isSorted);
                }

                text.Append('}');
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }
}
