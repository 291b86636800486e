using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Analytics;
using LatamFunctions.Answers;
using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using LatamFunctions.Health;
using LatamFunctions.Http;
using LatamFunctions.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.OpenApi;

/// <summary>Makes the OpenAPI document from what the functions say of themselves.</summary>
internal static class OpenApiDescription
{
    private const string KeyInHeader = "functionKey";
    private const string Problem = "Problem";

    /// <summary>In the order in which the documentation shows them.</summary>
    private static readonly IReadOnlyList<(string Name, string Description)> Tags =
    [
        ("Flights", "The state of flights, and what happened to them."),
        ("Analytics", "Counts, punctuality and delays."),
        ("Publishing", "Events on their way in."),
        ("Dead letters", "Events that could not be stored."),
        ("Health", "For probes."),
        ("Documentation", "This."),
    ];

    /// <summary>How every operation can fail that needs a key.</summary>
    private static readonly IReadOnlyList<ErrorCode> KeyErrors = [ErrorCodes.WrongKey, ErrorCodes.TooManyRequests];

    /// <summary>How every operation can fail that asks a service.</summary>
    private static readonly IReadOnlyList<ErrorCode> ServiceErrors =
        [ErrorCodes.InternalError, ErrorCodes.ServerBusy, ErrorCodes.ServiceUnavailable, ErrorCodes.Timeout];

    /// <summary>What every operation takes whose answer has an ETag.</summary>
    private static readonly RequestHeader IfNoneMatch =
        new("If-None-Match", "The ETag of the answer that you have: 304 if it is still the answer.", "W/\"Wv1pDdZnWbXgUqbbnJo9\"");

    /// <param name="api">Whose functions.</param>
    /// <param name="server">The address under which they are.</param>
    public static OpenApiDocument Of(Api api, string server)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "LatamFunctions",
                Version = CommonParameters.CurrentVersion,
                Description =
                    "Flight events in, answers out.\n\nSend your key in the header `x-functions-key`. Times are UTC. Errors are problem details "
                    + "(RFC 9457) with a stable `code`; when you report one, give the `x-ms-request-id` of the answer.",
            },
            Servers = [new OpenApiServer { Url = server }],
            Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet(),
            Components = new OpenApiComponents
            {
                Schemas = ComponentSchemas(),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [KeyInHeader] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.ApiKey,
                        In = ParameterLocation.Header,
                        Name = Consumers.Header,
                        Description = "A function key for reading, publishing or operating.",
                    },
                },
            },
            Paths = [],
        };
        foreach (var path in api.Functions.GroupBy(function => PathOf(function.Route)))
        {
            document.Paths[path.Key] = new OpenApiPathItem
            {
                Operations = (
                    from function in path
                    from method in function.Methods
                    where method != HttpMethods.Head // as every GET
                    select KeyValuePair.Create(HttpMethod.Parse(method), OperationOf(function, document))).ToDictionary(),
            };
        }

        return document;
    }

    /// <summary>OpenAPI knows no optional parts of a path: <c>health/{probe?}</c> is shown with it.</summary>
    private static string PathOf(string route) => "/" + route.Replace("?}", "}", StringComparison.Ordinal);

    private static Dictionary<string, IOpenApiSchema> ComponentSchemas() => new()
    {
        ["Flight"] = Column.SchemaOf(FlightColumns.OfFlight, "A flight. What is not known of it is absent."),
        ["FlightEvent"] = Column.SchemaOf(FlightColumns.OfEvent, "An event of a flight."),
        ["DelayStatistics"] = Column.SchemaOf(AnalyticsColumns.OfDelays, "Delays and punctuality of a group of flights."),
        ["RouteStatistics"] = Column.SchemaOf(AnalyticsColumns.OfRoutes, "A route's flights and delays."),
        ["TimeSeriesBucket"] = Column.SchemaOf(AnalyticsColumns.OfTimeSeries, "Flights and delays of a span of time."),
        ["FlightEventInput"] = EventSchemas.Event,
        ["FlightCorrection"] = EventSchemas.Correction,
        ["PublishedEvents"] = EventSchemas.Published,
        ["DeadLetter"] = DeadLetterSchemas.DeadLetter,
        ["DeadLetterPage"] = DeadLetterSchemas.DeadLetterPage,
        ["ReplayedDeadLetters"] = DeadLetterSchemas.ReplayedDeadLetters,
        ["Health"] = HealthResult.Schema,
        [Problem] = Http.Problem.Schema,
    };

    private static OpenApiOperation OperationOf(ApiFunction function, OpenApiDocument document)
    {
        var operation = function.Operation;
        return new OpenApiOperation
        {
            OperationId = function.Name,
            Summary = operation.Summary,
            Description = operation.Description,
            Tags = new HashSet<OpenApiTagReference> { new(operation.Tag, document) },
            Parameters = [.. ParametersOf(operation)],
            RequestBody = operation.Content is { } content ? BodyOf(content) : null,
            Responses = ResponsesOf(function),
            Security = function.IsAnonymous
                ? []
                : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyInHeader, document)] = [] }],
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                ["x-audience"] = new JsonNodeExtension(JsonValue.Create(operation.Audience.ToString().ToLowerInvariant())),
            },
        };
    }

    private static IEnumerable<IOpenApiParameter> ParametersOf(Operation operation)
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
                Description = $"{parameter.Description} Must be {parameter.Expected}.",
                Schema = SchemaOf(parameter),
                Example = parameter.IsRequired ? ExampleOf(parameter) : null,
            };
        }

        foreach (var header in HasETag(operation) ? operation.Headers.Append(IfNoneMatch) : operation.Headers)
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

    /// <summary>
    /// With the example of an optional parameter: Swagger UI shows that of a schema, but would send that of a parameter unasked.
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

    private static bool HasETag(Operation operation) => operation.Responses.Any(response => response.Headers.Any(header => header.Name == "ETag"));

    private static OpenApiRequestBody BodyOf(RequestContent content) => new()
    {
        Required = content.IsRequired,
        Content = content.MediaTypes.ToDictionary(
            type => type,
            IOpenApiMediaType (type) => new OpenApiMediaType { Schema = content.Schema, Example = ExampleOf(type, content.Example) }),
    };

    private static OpenApiResponses ResponsesOf(ApiFunction function)
    {
        var responses = new OpenApiResponses();
        foreach (var response in function.Operation.Responses)
            responses[Text(response.Status)] = ResponseOf(response);
        if (HasETag(function.Operation))
            responses[Text(StatusCodes.Status304NotModified)] = new OpenApiResponse { Description = "The client has the answer: If-None-Match names its ETag." };
        if (!function.IsAnonymous)
        {
            responses[Text(StatusCodes.Status401Unauthorized)] =
                new OpenApiResponse { Description = "No key, or none that the host knows. The host answers this itself, without a body." };
        }

        foreach (var errors in ErrorsOf(function).GroupBy(error => error.Status))
        {
            var key = Text(errors.Key);
            var content = ProblemContent([.. errors]);
            if (responses.TryGetValue(key, out var existing)) // health answers 503 in its own way
                existing.Content![Http.Problem.ContentType] = content;
            else
                responses[key] = ProblemResponse([.. errors], content);
        }

        return responses;
    }

    private static IEnumerable<ErrorCode> ErrorsOf(ApiFunction function)
    {
        var operation = function.Operation;
        IEnumerable<ErrorCode> errors = operation.Errors;
        if (operation.ChecksQuery)
            errors = errors.Append(ErrorCodes.InvalidParameter).Append(ErrorCodes.UnsupportedApiVersion);
        if (operation.Query.Any(parameter => parameter.Name == RequestAddress.Cursor) && operation.Audience == Audience.Read)
            errors = errors.Append(ErrorCodes.InvalidCursor);
        if (operation.Query.Contains(AnswerFormats.Parameter))
            errors = errors.Append(ErrorCodes.NotAcceptable);
        if (!function.IsAnonymous)
            errors = errors.Concat(KeyErrors).Concat(ServiceErrors).Append(ErrorCodes.UriTooLong);
        return errors.Distinct();
    }

    private static OpenApiResponse ResponseOf(Response response) => new()
    {
        Description = response.Description,
        Content = response.Contents.ToDictionary(
            content => content.MediaType,
            IOpenApiMediaType (content) => new OpenApiMediaType
            {
                Schema = content.Schema,
                Example = content.Example is { } example ? ExampleOf(content.MediaType, example) : null,
            }),
        Headers = response.Headers.ToDictionary(
            header => header.Name,
            IOpenApiHeader (header) => new OpenApiHeader
            {
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = JsonValue.Create(header.Example),
            }),
    };

    private static OpenApiResponse ProblemResponse(IReadOnlyList<ErrorCode> errors, OpenApiMediaType content) => new()
    {
        Description = string.Join("\n\n", errors.Select(error => $"`{error.Name}`: {error.Meaning}")),
        Content = new Dictionary<string, IOpenApiMediaType> { [Http.Problem.ContentType] = content },
    };

    private static OpenApiMediaType ProblemContent(IReadOnlyList<ErrorCode> errors) => new()
    {
        Schema = Schemas.Of(Problem),
        Examples = errors.ToDictionary(
            error => error.Name,
            IOpenApiExample (error) => new OpenApiExample { Summary = error.Name, Value = Http.Problem.ExampleOf(error) }),
    };

    private static JsonNode? ExampleOf(string mediaType, string example) =>
        mediaType.EndsWith("json", StringComparison.Ordinal) && !mediaType.Contains("x-nd", StringComparison.Ordinal)
            ? JsonNode.Parse(example)
            : JsonValue.Create(example);

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
