using System.Globalization;
using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>Schemas of values and JSON documents for the OpenAPI document. A named schema appears in the document once.</summary>
internal static class Schemas
{
    public static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    /// <summary>The schema of a string with the given maximum and minimum number of characters (code points).</summary>
    public static OpenApiSchema Text(string description, int maxLength, int? minLength = null) =>
        new() { Type = JsonSchemaType.String, Description = description, MaxLength = maxLength, MinLength = minLength };

    /// <summary>The schema of a string that consists of the given characters.</summary>
    /// <param name="description">The description in the OpenAPI document.</param>
    /// <param name="characters">The permitted characters, as in a character class of a regular expression.</param>
    /// <param name="minLength">The minimum number of characters.</param>
    /// <param name="maxLength">The maximum number of characters.</param>
    public static OpenApiSchema Code(string description, string characters, int minLength, int maxLength)
    {
        var schema = Text(description, maxLength, minLength);
        schema.Pattern = $"^[{characters}]*$";
        return schema;
    }

    /// <summary>Sets the inclusive minimum and maximum of a numeric schema.</summary>
    public static OpenApiSchema WithRange(OpenApiSchema schema, int min, int max)
    {
        schema.Minimum = min.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = max.ToString(CultureInfo.InvariantCulture);
        return schema;
    }

    public static OpenApiSchema Integer(string description) => new() { Type = JsonSchemaType.Integer, Description = description };

    public static OpenApiSchema Time(string description) =>
        new() { Type = JsonSchemaType.String, Format = "date-time", Description = description };

    public static IOpenApiSchema Reference(string name) => new OpenApiSchemaReference(name);

    /// <summary>A response with one JSON document as its body.</summary>
    public static Response Json(int status, string description, string schema, string example) =>
        new(status, description) { Contents = [new("application/json", Reference(schema), example)] };
}
