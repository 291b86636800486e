using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>
/// The parameters and responses of an HTTP function. The function's <c>[HttpTrigger]</c> declares the route and the methods.
/// </summary>
/// <param name="Tag">The group of the operation in the documentation.</param>
/// <param name="Scope">The scope that the caller's key must permit.</param>
/// <param name="Summary">The short title of the operation in the documentation.</param>
/// <param name="Description">Further information for callers, in Markdown.</param>
internal sealed record Operation(string Tag, Scope Scope, string Summary, string Description = "")
{
    /// <summary>The query parameters, except <see cref="CommonParameters"/>.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    public IReadOnlyList<RouteParameter> Route { get; init; } = [];

    public IReadOnlyList<RequestHeader> Headers { get; init; } = [];

    public RequestContent? Content { get; init; }

    /// <summary>The responses to successful requests.</summary>
    public required IReadOnlyList<Response> Responses { get; init; }

    /// <summary>The errors of this operation in addition to the errors that all operations can return.</summary>
    public IReadOnlyList<ErrorCode> Errors { get; init; } = [];

    /// <summary>Whether unknown query parameters are rejected. Pages for browsers accept any query.</summary>
    public bool ChecksQuery { get; init; } = true;
}

/// <summary>A parameter in the path.</summary>
internal sealed record RouteParameter(string Name, string Description, string Example);

/// <summary>A request header in the API description.</summary>
internal sealed record RequestHeader(string Name, string Description, string Example);

/// <summary>A request body: the accepted media types, the schema and an example.</summary>
internal sealed record RequestContent(IReadOnlyList<string> MediaTypes, IOpenApiSchema Schema, string Example, bool IsRequired = true)
{
    /// <summary>The example for the media type <c>text/csv</c>; <c>null</c> if the operation does not accept this type.</summary>
    public string? CsvExample { get; init; }
}

/// <summary>A response with one content per media type, or without content.</summary>
internal sealed record Response(int Status, string Description)
{
    public IReadOnlyList<ResponseContent> Contents { get; init; } = [];

    public IReadOnlyList<ResponseHeader> Headers { get; init; } = [];
}

/// <param name="MediaType">The media type without parameters.</param>
/// <param name="Schema">The schema of the content; <c>null</c> if no schema describes the content.</param>
/// <param name="Example">An example of the content, as sent.</param>
internal sealed record ResponseContent(string MediaType, IOpenApiSchema? Schema, string? Example);

/// <param name="IsAlwaysPresent">Whether every response with this status contains the header.</param>
internal sealed record ResponseHeader(string Name, string Description, string Example, bool IsAlwaysPresent = true);
