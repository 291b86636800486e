using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.OpenApi;

/// <summary>Creates the OpenAPI description of a request from the function's declaration.</summary>
internal static class RequestDescription
{
    public static IEnumerable<IOpenApiParameter> ParametersOf(Operation operation)
    {
        foreach (var part in operation.Route)
        {
            yield return new OpenApiParameter
            {
                Name = part.Name,
                In = ParameterLocation.Path,
                Required = true,
                Description = part.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = JsonValue.Create(part.Example),
            };
        }

        foreach (var parameter in operation.ChecksQuery ? operation.Query.Append(CommonParameters.ApiVersion) : operation.Query)
        {
            yield return new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Required = parameter.IsRequired,
                Description = $"{parameter.Description} {parameter.Requirement}",
                Schema = SchemaOf(parameter),
                Example = parameter.IsRequired ? ExampleOf(parameter) : null,
            };
        }

        foreach (var header in operation.Headers.Concat(Conditions(operation)))
        {
            yield return new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Examples = [JsonValue.Create(header.Example)] },
            };
        }
    }

    public static OpenApiRequestBody BodyOf(RequestContent content) => new()
    {
        Required = content.IsRequired,
        Content = content.MediaTypes.ToDictionary(
            type => type,
            IOpenApiMediaType (type) => type == "text/csv"
                ? new OpenApiMediaType
                {
                    Schema = Schemas.Text("CSV (RFC 4180) with a header row."),
                    Example = content.CsvExample is { } csv ? JsonValue.Create(csv) : null,
                }
                : new OpenApiMediaType { Schema = content.Schema, Example = OpenApiDescription.ExampleOf(type, content.Example) }),
    };

    /// <summary>Returns the conditional request headers of an operation whose response has an ETag.</summary>
    private static IEnumerable<RequestHeader> Conditions(Operation operation) =>
        from response in operation.Responses
        from header in response.Headers
        where header.Name == "ETag"
        select new RequestHeader(
            "If-None-Match", "The ETag of an earlier response. If the response is unchanged, the status is 304.", header.Example);

    /// <summary>
    /// Returns the parameter's schema. The example of an optional parameter is in the schema because Swagger UI displays examples of
    /// schemas, but sends examples of parameters.
    /// </summary>
    private static IOpenApiSchema SchemaOf(QueryParameter parameter)
    {
        if (parameter.IsRequired || ExampleOf(parameter) is not { } example)
            return parameter.Schema;

        var schema = (OpenApiSchema)parameter.Schema.CreateShallowCopy();
        schema.Examples = [example];
        return schema;
    }

    private static JsonNode? ExampleOf(QueryParameter parameter) => parameter switch
    {
        { Example: null } => null,
        { Schema.Type: JsonSchemaType.Integer } => JsonValue.Create(int.Parse(parameter.Example, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(parameter.Example),
    };
}
