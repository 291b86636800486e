using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LatamFunctions.Responses;

/// <summary>A column of a response.</summary>
/// <param name="Source">The column's name in Azure Data Explorer.</param>
/// <param name="Type">The type in JSON.</param>
/// <param name="Description">The description in the OpenAPI document.</param>
/// <param name="Example">An example value.</param>
internal sealed record ResponseColumn(string Source, JsonSchemaType Type, string Description, JsonNode Example)
{
    /// <summary>The column's name in responses, in camel case.</summary>
    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(Source);

    /// <summary>The JSON Schema format of a string, such as <c>date-time</c>; <c>null</c> for no format.</summary>
    public string? Format { get; init; }

    public static ResponseColumn Text(string source, string description, string example) =>
        new(source, JsonSchemaType.String, description, example);

    public static ResponseColumn Time(string source, string description, string example) =>
        new(source, JsonSchemaType.String, description, example) { Format = "date-time" };

    public static ResponseColumn Date(string source, string description, string example) =>
        new(source, JsonSchemaType.String, description, example) { Format = "date" };

    public static ResponseColumn Flag(string source, string description, bool example) =>
        new(source, JsonSchemaType.Boolean, description, example);

    public static ResponseColumn Integer(string source, string description, long example) =>
        new(source, JsonSchemaType.Integer, description, example);

    public static ResponseColumn Number(string source, string description, double example) =>
        new(source, JsonSchemaType.Number, description, example);

    /// <summary>
    /// Returns the schema of a row with <paramref name="columns"/>. No property is required, because rows omit absent values.
    /// </summary>
    public static OpenApiSchema SchemaOf(IReadOnlyList<ResponseColumn> columns, string description) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        AdditionalPropertiesAllowed = false,
        Properties = columns.ToDictionary(
            column => column.Name,
            IOpenApiSchema (column) => new OpenApiSchema { Type = column.Type, Format = column.Format, Description = column.Description }),
    };

    public static JsonObject ExampleOf(IReadOnlyList<ResponseColumn> columns) =>
        new(columns.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)column.Example.DeepClone())));
}
