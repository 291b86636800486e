using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>A field of a dead letter: its column in the table, and its property in responses.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Schema">The schema of the property; null if responses do not have it.</param>
internal sealed record DeadLetterField(string Column, OpenApiSchema? Schema = null)
{
    /// <summary>The name of the property.</summary>
    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(Column);

    /// <summary>A value of it as JSON, for the OpenAPI document; null to leave it out of the example.</summary>
    public string? Example { get; init; }

    /// <summary>Whether every response contains the field.</summary>
    public bool IsRequired { get; init; }

    /// <summary>
    /// The value of a new dead letter; null if there is none. A field without this describes the state of the dead letter.
    /// </summary>
    public Func<DeadLetter, object?>? Stored { get; init; }

    /// <summary>Whether its text is the publisher's, so that the table may reject it.</summary>
    public bool IsFromPublisher { get; init; }

    /// <summary>The value of a record without the column.</summary>
    public object? Default { get; init; }

    /// <summary>Writes a string value.</summary>
    public Action<Utf8JsonWriter, string> WriteText { get; init; } = (json, text) => json.WriteStringValue(text);

    /// <summary>Writes the property, unless it has no value.</summary>
    public void Write(Utf8JsonWriter json, TableEntity entity)
    {
        if (Schema is null || (entity.TryGetValue(Column, out var stored) ? stored ?? Default : Default) is not { } value)
            return;
        if (value is string { Length: 0 } && !IsRequired)
            return;

        json.WritePropertyName(Name);
        switch (value)
        {
            case string text:
                WriteText(json, text);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime);
                break;
            default:
                throw new InvalidOperationException($"The column {Column} has a {value.GetType()}, which is not a type of a field.");
        }
    }
}
