using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Http;
using LatamFunctions.Publishing;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Scope = LatamFunctions.Http.Scope;

namespace LatamFunctions.OpenApi;

/// <summary>
/// Creates the OpenAPI description of a function's responses from the function's declaration and the rules for all functions.
/// </summary>
internal static class ResponseDescription
{
    public const string ProblemSchema = "Problem";

    /// <summary>The errors of every operation that requires a key.</summary>
    private static readonly IReadOnlyList<ErrorCode> KeyErrors = [ErrorCodes.InvalidToken, ErrorCodes.WrongKey, ErrorCodes.TooManyRequests];

    /// <summary>The errors of every operation that calls a service.</summary>
    private static readonly IReadOnlyList<ErrorCode> ServiceErrors =
        [ErrorCodes.InternalError, ErrorCodes.ServerBusy, ErrorCodes.ServiceUnavailable, ErrorCodes.Timeout];

    private static readonly ResponseHeader RequestId =
        new(ResponseHeadersMiddleware.RequestIdHeader, "Identifies the request. Include it in error reports.",
            "7c9e6679-7425-40de-944b-e07fc1f90ae7");

    private static readonly ResponseHeader ErrorCode =
        new(Problem.ErrorCodeHeader, "The same as `code` in the body.", nameof(ErrorCodes.InvalidParameter));

    private static readonly ResponseHeader RetryAfter = new("Retry-After", "Seconds to wait before a retry.", "5");

    /// <summary>The headers that many responses share. The document contains each header once, as a component.</summary>
    public static Dictionary<string, IOpenApiHeader> CommonHeaders { get; } =
        new ResponseHeader[] { RequestId, ErrorCode, RetryAfter }.ToDictionary(header => header.Name, HeaderOf);

    public static OpenApiResponses Create(ApiFunction function, OpenApiDocument document)
    {
        var responses = new OpenApiResponses();
        foreach (var response in function.Operation.Responses)
            responses.Add(Text(response.Status), ResponseOf(response, document));
        if (function.Operation.Responses.FirstOrDefault(HasETag) is { } found)
        {
            var notModified = new Response(
                StatusCodes.Status304NotModified, "Not modified: the ETag matches If-None-Match.")
            { Headers = found.Headers };
            responses.Add(Text(notModified.Status), ResponseOf(notModified, document));
        }

        foreach (var errors in ErrorsOf(function).GroupBy(error => error.Status))
            responses.Add(Text(errors.Key), ProblemResponse([.. errors], function, document));
        if (responses.TryGetValue(Text(StatusCodes.Status401Unauthorized), out var unauthorized))
            unauthorized.Description +=
                "\n\nIf the function key is missing or unknown, the Functions host itself responds with this status and without a body.";
        return responses;
    }

    private static IEnumerable<ErrorCode> ErrorsOf(ApiFunction function)
    {
        var operation = function.Operation;
        IEnumerable<ErrorCode> errors = operation.Errors;
        if (operation.ChecksQuery)
            errors = errors.Append(ErrorCodes.InvalidParameter).Append(ErrorCodes.UnsupportedApiVersion);
        if (operation.Query.Any(parameter => parameter.Name == RequestAddress.Cursor) && operation.Scope == Scope.Read)
            errors = errors.Append(ErrorCodes.InvalidCursor);
        if (operation.Query.Contains(ResponseFormats.Parameter))
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
                Example = content.Example is { } example ? OpenApiDescription.ExampleOf(content.MediaType, example) : null,
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
                Schema = Schemas.Reference(ProblemSchema),
                Examples = errors.ToDictionary(
                    error => error.Name,
                    IOpenApiExample (error) => new OpenApiExample
                    {
                        Summary = error.Name,
                        Value = ProblemOf(error, function.Operation).ToJson(PathOf(function, document)),
                    }),
            },
        },
        Headers = new Dictionary<string, IOpenApiHeader>(
            errors[0].Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            ? [Common(ErrorCode, document), Common(RetryAfter, document), Common(RequestId, document)]
            : [Common(ErrorCode, document), Common(RequestId, document)]),
    };

    /// <summary>Returns an example of <paramref name="operation"/>'s error response with <paramref name="code"/>.</summary>
    private static Problem ProblemOf(ErrorCode code, Operation operation) => new(code, DetailOf(code, operation))
    {
        Errors = code == ErrorCodes.InvalidParameter ? [QueryReader.UnknownParameter("color", operation.Query)]
            : code == ErrorCodes.InvalidHeader ? [new ApiError(Repeatability.RequestIdHeader, "Format", "must be a single UUID")]
            : code == ErrorCodes.InvalidEvents || code == ErrorCodes.StillFaulty
                ? [new ApiError("origin", "Required", "is required", Index: 0)]
            : [],
    };

    /// <summary>
    /// Returns the detail that the service sends for one cause of an error. The meaning of some codes lists several causes or refers to the
    /// detail.
    /// </summary>
    private static string DetailOf(ErrorCode code, Operation operation) => code.Name switch
    {
        nameof(ErrorCodes.InvalidParameter) => "One or more query parameters are invalid; see `errors`.",
        nameof(ErrorCodes.UnsupportedApiVersion) =>
            $"The api-version is not supported. Supported: {string.Join(", ", CommonParameters.Versions)}.",
        nameof(ErrorCodes.InvalidHeader) => "The headers of the repeatable request are invalid.",
        nameof(ErrorCodes.InvalidEvents) => operation.Errors.Contains(ErrorCodes.StillFaulty)
            ? "The corrected body is invalid; nothing was published."
            : "The event is invalid; nothing was published.",
        nameof(ErrorCodes.NotAcceptable) =>
            $"The response is available as {string.Join(", ", operation.Responses[0].Contents.Select(content => content.MediaType))}; "
            + "Accept allows none of them.",
        nameof(ErrorCodes.ConditionNotMet) =>
            "If-Match is not met: the flight has changed since you read it. Nothing was published. Read the flight again.",
        nameof(ErrorCodes.UnsupportedMediaType) =>
            $"The Content-Type is not supported. Supported: {string.Join(", ", operation.Content!.MediaTypes)}.",
        _ => code.Meaning,
    };

    /// <summary>Returns an example path of the function, in which the parameters have their example values.</summary>
    private static string PathOf(ApiFunction function, OpenApiDocument document) => function.Operation.Route.Aggregate(
        document.Servers![0].Url!.TrimEnd('/') + OpenApiDescription.PathOf(function.Route),
        (path, part) => path.Replace($"{{{part.Name}}}", part.Example, StringComparison.Ordinal));

    private static IOpenApiHeader HeaderOf(ResponseHeader header) => new OpenApiHeader
    {
        Description = header.Description,
        Required = header.IsAlwaysPresent,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = JsonValue.Create(header.Example),
    };

    private static KeyValuePair<string, IOpenApiHeader> Common(ResponseHeader header, OpenApiDocument document) =>
        new(header.Name, new OpenApiHeaderReference(header.Name, document));

    private static bool HasETag(Response response) => response.Headers.Any(header => header.Name == "ETag");

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
