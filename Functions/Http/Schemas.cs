using System.Globalization;
using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>Schemas of values and JSON documents for the OpenAPI document. A schema with a name appears once in it.</summary>
internal static class Schemas
{
    public static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    /// <summary>A text with the given maximum and minimum number of characters (code points).</summary>
    public static OpenApiSchema Text(string description, int maxLength, int? minLength = null) =>
        new() { Type = JsonSchemaType.String, Description = description, MaxLength = maxLength, MinLength = minLength };

    /// <summary>A text of one kind of characters.</summary>
    /// <param name="description">The description in the OpenAPI document.</param>
    /// <param name="characters">The characters that it may have, as in a class of a regular expression.</param>
    /// <param name="minLength">The minimum number of them.</param>
    /// <param name="maxLength">The maximum number of them.</param>
    public static OpenApiSchema Code(string description, string characters, int minLength, int maxLength)
    {
        var schema = Text(description, maxLength, minLength);
        schema.Pattern = $"^[{characters}]*$";
        return schema;
    }

    /// <summary>The number of <paramref name="schema"/> with its limits, both included.</summary>
    public static OpenApiSchema Between(OpenApiSchema schema, int min, int max)
    {
        schema.Minimum = min.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = max.ToString(CultureInfo.InvariantCulture);
        return schema;
    }

    public static OpenApiSchema Whole(string description) => new() { Type = JsonSchemaType.Integer, Description = description };

    public static OpenApiSchema Time(string description) =>
        new() { Type = JsonSchemaType.String, Format = "date-time", Description = description };

    public static IOpenApiSchema Reference(string name) => new OpenApiSchemaReference(name);

    /// <summary>One JSON document.</summary>
    public static Response Json(int status, string description, string schema, string example) =>
        new(status, description) { Contents = [new("application/json", Reference(schema), example)] };
}
