using Microsoft.OpenApi;

namespace LatamFunctions.Http;

/// <summary>The parameters and responses of an HTTP function. Address and methods are in its <c>[HttpTrigger]</c>.</summary>
/// <param name="Tag">The group in which the documentation shows it.</param>
/// <param name="Scope">The scope whose key is required.</param>
/// <param name="Summary">The title of the operation in the documentation, a few words.</param>
/// <param name="Description">Further information for callers, in Markdown.</param>
internal sealed record Operation(string Tag, Scope Scope, string Summary, string Description = "")
{
    /// <summary>All query parameters, except those of every operation (<see cref="CommonParameters"/>).</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    public IReadOnlyList<RouteParameter> Route { get; init; } = [];

    public IReadOnlyList<RequestHeader> Headers { get; init; } = [];

    public RequestContent? Content { get; init; }

    /// <summary>The responses of a request that succeeds.</summary>
    public required IReadOnlyList<Response> Responses { get; init; }

    /// <summary>The errors of this operation in addition to those of every operation.</summary>
    public IReadOnlyList<ErrorCode> Errors { get; init; } = [];

    /// <summary>Whether the query is checked. A page that browsers open may be called with any query.</summary>
    public bool ChecksQuery { get; init; } = true;
}

/// <summary>A part of the path.</summary>
internal sealed record RouteParameter(string Name, string Description, string Example);

internal sealed record RequestHeader(string Name, string Description, string Example);

/// <summary>A body: its media types, its schema by name (<see cref="Schemas"/>), and an example.</summary>
internal sealed record RequestContent(IReadOnlyList<string> MediaTypes, IOpenApiSchema Schema, string Example, bool IsRequired = true)
{
    /// <summary>The example of the media type <c>text/csv</c>, if that is one of them.</summary>
    public string? CsvExample { get; init; }
}

/// <summary>A response: one content for each media type, or none.</summary>
internal sealed record Response(int Status, string Description)
{
    public IReadOnlyList<ResponseContent> Contents { get; init; } = [];

    public IReadOnlyList<ResponseHeader> Headers { get; init; } = [];
}

/// <param name="MediaType">The media type without parameters.</param>
/// <param name="Schema">Null where the content is not described by a schema.</param>
/// <param name="Example">An example, as it is sent.</param>
internal sealed record ResponseContent(string MediaType, IOpenApiSchema? Schema, string? Example);

/// <param name="IsAlways">Whether every such response has the header.</param>
internal sealed record ResponseHeader(string Name, string Description, string Example, bool IsAlways = true);
