using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace LatamFunctions.Http;

/// <summary>
/// Creates the schema of a record that is serialized as a response document. Names and types come from the serializer; descriptions and
/// formats come from <see cref="DescriptionAttribute"/> and <see cref="FormatAttribute"/>. A property is required unless its parameter has
/// a default value. A property without a value is absent from the document, not null.
/// </summary>
internal static class DocumentSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TransformSchemaNode = Complete };

    public static OpenApiSchema From(JsonTypeInfo type)
    {
        var schema = OpenApiModelFactory.Parse<OpenApiSchema>(
            type.GetJsonSchemaAsNode(Options).ToJsonString(), OpenApiSpecVersion.OpenApi3_1, new OpenApiDocument(), out var diagnostic);
        return schema is not null && diagnostic is null or { Errors.Count: 0 }
            ? schema!
            : throw new InvalidOperationException($"{type.Type} has no valid schema. {string.Join(' ', diagnostic?.Errors ?? [])}");
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = node.AsObject();
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Select(type => type!.GetValue<string>()).Single(type => type != "null");
        schema.Remove("default");
        if (schema.ContainsKey("enum"))
            schema["type"] = "string";

        var member = context.PropertyInfo?.AttributeProvider ?? context.TypeInfo.Type;
        if (Find<FormatAttribute>(member) is { } format)
            schema["format"] = format.Format;
        if (Find<DescriptionAttribute>(member) is { } description)
            schema["description"] = description.Description;
        return schema;
    }

    private static T? Find<T>(ICustomAttributeProvider member)
        where T : Attribute =>
        member.GetCustomAttributes(typeof(T), inherit: false).OfType<T>().SingleOrDefault();
}
