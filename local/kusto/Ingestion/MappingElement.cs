using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Ingestion;

/// <summary>The mapping of one column in an ingestion mapping.</summary>
internal sealed record MappingElement(string Column, KustoType? DataType, JsonPath? Path, int? Ordinal, string? ConstValue,
    MappingTransform Transform)
{
    /// <summary>
    /// Parses a mapping in the current form (<c>{"column":…,"Properties":{"Path":…}}</c>) or in the older flat form. Property names are
    /// case-insensitive.
    /// </summary>
    /// <exception cref="KustoRequestException">The mapping is invalid or requires an unsupported feature.</exception>
    public static List<MappingElement> ParseAll(string mapping, bool isJson)
    {
        try
        {
            JsonSurrogates.Check(Encoding.UTF8.GetBytes(mapping));
            using var document = JsonDocument.Parse(mapping);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw Invalid("it must be a JSON array");
            return [.. document.RootElement.EnumerateArray().Select(element => Parse(element, isJson))];
        }
        catch (JsonException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static MappingElement Parse(JsonElement element, bool isJson)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Invalid("each element must be a JSON object");
        var column = Text(element, "column") ?? Text(element, "name") ?? throw Invalid("an element does not name a column");
        var properties = Find(element, "properties") is { ValueKind: JsonValueKind.Object } inner ? inner : element;
        var constValue = Text(properties, "constvalue") ?? Text(properties, "constantvalue");
        var transform = ParseTransform(Text(properties, "transform"), column);
        var needsSource = constValue is null && transform is not (MappingTransform.SourceLineNumber or MappingTransform.SourceLocation);

        JsonPath? path = null;
        int? ordinal = null;
        if (isJson && needsSource)
        {
            var text = Text(properties, "path") ?? throw Invalid($"column '{column}' has neither a Path nor a ConstValue");
            if (!JsonPath.TryParse(text, out path))
                throw Invalid($"the path '{text}' of column '{column}' is not of the form $.a.b, $['a b'] or $.a[0]");
        }
        else if (needsSource)
        {
            var text = Text(properties, "ordinal") ?? throw Invalid($"column '{column}' has neither an Ordinal nor a ConstValue");
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw Invalid($"the ordinal '{text}' of column '{column}' is not a non-negative integer");
            ordinal = number;
        }
        return new MappingElement(column, ParseType(Text(element, "datatype"), column), path, ordinal, constValue, transform);
    }

    private static MappingTransform ParseTransform(string? name, string column)
    {
        if (string.IsNullOrEmpty(name))
            return MappingTransform.None;
        return Enum.TryParse<MappingTransform>(name, ignoreCase: true, out var transform) && Enum.IsDefined(transform)
            ? transform
            : throw Invalid($"this engine does not support the transform '{name}' of column '{column}'");
    }

    private static KustoType? ParseType(string? name, string column)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        return KustoTypeNames.TryParse(name.ToLowerInvariant(), out var type)
            ? type
            : throw Invalid($"'{name}', the data type of column '{column}', is not a type");
    }

    private static string? Text(JsonElement element, string name) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } or null => null,
        { } other => other.GetRawText(),
    };

    private static JsonElement? Find(JsonElement element, string name)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    private static KustoRequestException Invalid(string reason) =>
        new(400, "BadRequest_InvalidMapping", "KustoBadRequestException", $"The ingestion mapping is invalid: {reason}.");
}
