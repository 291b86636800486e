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
    private const string ProblemSchema = "Problem";

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

    private static readonly ResponseHeader RequestId =
        new(RequestFailures.RequestIdHeader, "Identifies the request. Give it when you report something.", "7c9e6679-7425-40de-944b-e07fc1f90ae7");

    private static readonly ResponseHeader ErrorCode =
        new(Problem.ErrorCodeHeader, "The same as code in the body, for those who do not read it.", nameof(ErrorCodes.InvalidParameter));

    private static readonly ResponseHeader RetryAfter = new("Retry-After", "After how many seconds it makes sense to try again.", "5");

    /// <summary>Headers of many answers; they stand once in the document.</summary>
    private static readonly IReadOnlyList<ResponseHeader> CommonHeaders = [RequestId, ErrorCode, RetryAfter];

    /// <param name="api">Whose functions.</param>
    /// <param name="server">The address under which they are.</param>
    public static OpenApiDocument Of(ApiCatalog api, string server)
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
                Headers = CommonHeaders.ToDictionary(header => header.Name, HeaderOf),
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
        [ProblemSchema] = Problem.Schema,
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
            Responses = ResponsesOf(function, document),
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

        foreach (var header in operation.Responses.Any(HasETag) ? operation.Headers.Append(IfNoneMatch) : operation.Headers)
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

    private static bool HasETag(Response response) => response.Headers.Any(header => header.Name == "ETag");

    private static OpenApiRequestBody BodyOf(RequestContent content) => new()
    {
        Required = content.IsRequired,
        Content = content.MediaTypes.ToDictionary(
            type => type,
            IOpenApiMediaType (type) => new OpenApiMediaType { Schema = content.Schema, Example = ExampleOf(type, content.Example) }),
    };

    private static OpenApiResponses ResponsesOf(ApiFunction function, OpenApiDocument document)
    {
        var responses = new OpenApiResponses();
        foreach (var response in function.Operation.Responses)
            responses.Add(Text(response.Status), ResponseOf(response, document));
        if (function.Operation.Responses.FirstOrDefault(HasETag) is { } found)
        {
            var notModified = new Response(StatusCodes.Status304NotModified, "You have the answer: If-None-Match names its ETag.") { Headers = found.Headers };
            responses.Add(Text(notModified.Status), ResponseOf(notModified, document));
        }

        if (!function.IsAnonymous)
        {
            responses.Add(
                Text(StatusCodes.Status401Unauthorized),
                new OpenApiResponse { Description = "No key, or none that the host knows. The host answers this itself, without a body." });
        }

        foreach (var errors in ErrorsOf(function).GroupBy(error => error.Status))
            responses.Add(Text(errors.Key), ProblemResponse([.. errors], function, document));
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
            errors = errors.Append(ErrorCodes.NotAcceptable).Append(ErrorCodes.ResultTooLarge);
        if (!function.IsAnonymous)
            errors = errors.Concat(KeyErrors).Concat(ServiceErrors).Append(ErrorCodes.UriTooLong);
        return errors.Distinct();
    }

    private static OpenApiResponse ResponseOf(Response response, OpenApiDocument document) => new()
    {
        Description = response.Description,
        Content = response.Contents.ToDictionary(
            content => content.MediaType,
            IOpenApiMediaType (content) => new OpenApiMediaType
            {
                Schema = content.Schema,
                Example = content.Example is { } example ? ExampleOf(content.MediaType, example) : null,
            }),
        Headers = new Dictionary<string, IOpenApiHeader>(
            [.. response.Headers.Select(header => KeyValuePair.Create(header.Name, HeaderOf(header))), Common(RequestId, document)]),
    };

    private static OpenApiResponse ProblemResponse(IReadOnlyList<ErrorCode> errors, ApiFunction function, OpenApiDocument document) => new()
    {
        Description = string.Join("\n\n", errors.Select(error => $"`{error.Name}`: {error.Meaning}")),
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [Problem.ContentType] = new OpenApiMediaType
            {
                Schema = Schemas.Of(ProblemSchema),
                Examples = errors.ToDictionary(
                    error => error.Name,
                    IOpenApiExample (error) => new OpenApiExample { Summary = error.Name, Value = ProblemOf(error, function.Operation).ToJson(PathOf(function, document)) }),
            },
        },
        Headers = new Dictionary<string, IOpenApiHeader>(errors[0].Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            ? [Common(ErrorCode, document), Common(RetryAfter, document), Common(RequestId, document)]
            : [Common(ErrorCode, document), Common(RequestId, document)]),
    };

    /// <summary>How <paramref name="operation"/> may answer <paramref name="code"/>.</summary>
    private static Problem ProblemOf(ErrorCode code, Operation operation) => new(code, code.Meaning)
    {
        Errors = code == ErrorCodes.InvalidParameter ? [QueryReader.UnknownParameter("colour", operation.Query)]
            : code == ErrorCodes.InvalidHeader ? [new ApiError(Repeatability.RequestIdHeader, "Format", "must be one UUID")]
            : code == ErrorCodes.InvalidEvents || code == ErrorCodes.StillFaulty ? [new ApiError("origin", "Required", "is required", Index: 0)]
            : [],
    };

    /// <summary>An address of the function: the path with the examples of its parameters.</summary>
    private static string PathOf(ApiFunction function, OpenApiDocument document) => function.Operation.Route.Aggregate(
        document.Servers![0].Url!.TrimEnd('/') + PathOf(function.Route),
        (path, part) => path.Replace($"{{{part.Name}}}", part.Example, StringComparison.Ordinal));

    private static IOpenApiHeader HeaderOf(ResponseHeader header) => new OpenApiHeader
    {
        Description = header.Description,
        Required = header.IsAlways,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = JsonValue.Create(header.Example),
    };

    private static KeyValuePair<string, IOpenApiHeader> Common(ResponseHeader header, OpenApiDocument document) =>
        new(header.Name, new OpenApiHeaderReference(header.Name, document));

    private static JsonNode? ExampleOf(string mediaType, string example) =>
        mediaType.EndsWith("json", StringComparison.Ordinal) && !mediaType.Contains("x-nd", StringComparison.Ordinal)
            ? JsonNode.Parse(example)
            : JsonValue.Create(example);

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
