using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>A dead letter field: a column in the table and a property in responses.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Schema">The schema of the property; <c>null</c> if responses do not contain the field.</param>
internal sealed record DeadLetterField(string Column, OpenApiSchema? Schema = null)
{
    /// <summary>The name of the property.</summary>
    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(Column);

    /// <summary>An example value as JSON, for the OpenAPI document; <c>null</c> if the document's example omits the field.</summary>
    public string? Example { get; init; }

    /// <summary>Whether every response contains the field.</summary>
    public bool IsRequired { get; init; }

    /// <summary>
    /// A function that returns the field's value for a new dead letter, or <c>null</c> if the field has no value. The property is
    /// <c>null</c> for fields that describe the state of a dead letter.
    /// </summary>
    public Func<DeadLetter, object?>? Stored { get; init; }

    /// <summary>Whether the publisher supplies the field's text, which the table can reject.</summary>
    public bool IsFromPublisher { get; init; }

    /// <summary>The field's value for records without the column.</summary>
    public object? Default { get; init; }

    /// <summary>Writes a string value.</summary>
    public Action<Utf8JsonWriter, string> WriteText { get; init; } = (json, text) => json.WriteStringValue(text);

    /// <summary>Writes the property if it has a value.</summary>
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
                throw new InvalidOperationException($"The column {Column} has the type {value.GetType()}, which fields do not support.");
        }
    }
}
