using System.Text.Json.Nodes;
using LatamFunctions.Analytics;
using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using LatamFunctions.Health;
using LatamFunctions.Http;
using LatamFunctions.Publishing;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.OpenApi;

/// <summary>Creates the OpenAPI document from the declarations of the functions.</summary>
internal static class OpenApiDescription
{
    private const string FunctionKeyScheme = "functionKey";

    /// <summary>The tags, in the order in which the documentation shows them.</summary>
    private static readonly IReadOnlyList<(string Name, string Description)> Tags =
    [
        ("Flights", "The state of flights and their events."),
        ("Analytics", "Counts, punctuality and delays."),
        ("Publishing", "Publishing events and changing flights."),
        ("Dead letters", "Events that could not be stored."),
        ("Health", "Health probes of the app and its dependencies."),
        ("Documentation", "The description of this API."),
    ];

    /// <summary>The order of the methods within a path.</summary>
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Post, HttpMethods.Delete];

    /// <param name="api">The functions of the API.</param>
    /// <param name="server">The base address of the API.</param>
    public static OpenApiDocument Create(ApiCatalog api, string server)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "LatamFunctions",
                Version = CommonParameters.CurrentVersion,
                Description =
                    $"Publishes flight events and queries flights.\n\nSend your key in the `{ApiKeys.Header}` header. Times are UTC unless "
                    + "stated otherwise. Errors are problem details (RFC 9457) with a stable `code`; include the `x-ms-request-id` of the "
                    + "response in error reports.",
            },
            Servers = [new OpenApiServer { Url = server }],
            Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet(),
            Components = new OpenApiComponents
            {
                Schemas = ComponentSchemas(),
                Headers = ResponseDescription.CommonHeaders,
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [FunctionKeyScheme] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.ApiKey,
                        In = ParameterLocation.Header,
                        Name = ApiKeys.Header,
                        Description = "A function key for reading, publishing or operating.",
                    },
                },
            },
            Paths = [],
        };
        foreach (var path in api.Functions.OrderBy(TagIndexOf).GroupBy(function => PathOf(function.Route)))
        {
            document.Paths[path.Key] = new OpenApiPathItem
            {
                Operations = (
                    from function in path
                    from method in function.Methods
                    where method != HttpMethods.Head // Every GET operation also accepts HEAD.
                    orderby Array.IndexOf(Methods, method)
                    select KeyValuePair.Create(HttpMethod.Parse(method), OperationOf(function, document))).ToDictionary(),
            };
        }

        return document;
    }

    private static int TagIndexOf(ApiFunction function) => Tags.TakeWhile(tag => tag.Name != function.Operation.Tag).Count();

    /// <summary>
    /// Returns the route as an OpenAPI path. OpenAPI has no optional path segments, so <c>health/{probe?}</c> becomes
    /// <c>/health/{probe}</c>.
    /// </summary>
    public static string PathOf(string route) => "/" + route.Replace("?}", "}", StringComparison.Ordinal);

    private static Dictionary<string, IOpenApiSchema> ComponentSchemas() => new()
    {
        ["Flight"] = ResponseColumn.SchemaOf(FlightColumns.OfOneFlight, "A flight. A property whose value is unknown is absent."),
        ["FlightEvent"] = ResponseColumn.SchemaOf(FlightColumns.OfEvent, "A flight event."),
        ["DelayStatistics"] = ResponseColumn.SchemaOf(AnalyticsColumns.OfDelays, "Delays and punctuality of a group of flights."),
        ["RouteStatistics"] = ResponseColumn.SchemaOf(AnalyticsColumns.OfRoutes, "Flights and delays of one route."),
        ["TimeSeriesBucket"] = ResponseColumn.SchemaOf(AnalyticsColumns.OfTimeSeries, "Flights and delays of one time bucket."),
        ["FlightEventInput"] = EventSchemas.Event,
        ["FlightCorrection"] = EventSchemas.Correction,
        ["FlightPatch"] = EventSchemas.Patch,
        ["PublishedEvents"] = DocumentSchema.From(PublishingJson.Default.PublishedEvents),
        ["DeadLetter"] = DeadLetterSchemas.DeadLetter,
        ["DeadLetterPage"] = DeadLetterSchemas.DeadLetterPage,
        ["DiscardedDeadLetters"] = DocumentSchema.From(BulkResultJson.Default.DiscardedDeadLetters),
        ["ReplayedDeadLetters"] = DocumentSchema.From(BulkResultJson.Default.ReplayedDeadLetters),
        ["Health"] = DocumentSchema.From(HealthJson.Default.HealthDocument),
        [ResponseDescription.ProblemSchema] = DocumentSchema.From(ProblemJson.Default.ProblemDocument),
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
            Parameters = [.. RequestDescription.ParametersOf(operation)],
            RequestBody = operation.Content is { } content ? RequestDescription.BodyOf(content) : null,
            Responses = ResponseDescription.Create(function, document),
            Security = function.IsAnonymous
                ? []
                : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(FunctionKeyScheme, document)] = [] }],
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                ["x-audience"] = new JsonNodeExtension(JsonValue.Create(operation.Scope.ToString().ToLowerInvariant())),
            },
        };
    }

    /// <param name="mediaType">
    /// The media type of <paramref name="example"/>. A JSON example is embedded as JSON, and any other example as a string.
    /// </param>
    public static JsonNode? ExampleOf(string mediaType, string example) =>
        mediaType.EndsWith("json", StringComparison.Ordinal) && !mediaType.Contains("x-nd", StringComparison.Ordinal)
            ? JsonNode.Parse(example)
            : JsonValue.Create(example);
}
