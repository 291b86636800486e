using System.Buffers.Text;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Responses;

/// <summary>The query parameters for pages, formats and columns.</summary>
internal sealed class PageParameters
{
    public const int MaxLimit = 1000;

    private const int DefaultLimit = 100;
    private const int MaxCursorLength = 1500;

    private static readonly QueryParameter<int?> Limit =
        QueryParameter.Integer(
            "limit", "Maximum number of rows per page. Every page except the last has a nextLink.", 1, MaxLimit, DefaultLimit);

    private static readonly QueryParameter<int?> MaxPageSize =
        QueryParameter.Integer("maxpagesize", "A synonym of limit, as used in Azure APIs.", 1, MaxLimit) with
        { Example = "50" };

    private static readonly QueryParameter<string?> CursorParameter = new(
        RequestAddress.Cursor,
        "The start of the page. Part of nextLink; valid only for the query that returned it.",
        "copied unchanged from a nextLink",
        new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = MaxCursorLength },
        (text, out value) =>
        {
            value = text;
            return text.Length <= MaxCursorLength && Base64Url.IsValid(text);
        })
    { Requirement = RequestAddress.CursorRequirement };

    private readonly string _name;
    private readonly QueryParameter<IReadOnlyList<ResponseColumn>?> _select;
    private readonly IReadOnlyList<CursorPart> _key;

    /// <param name="name">The file name for browsers, without an extension.</param>
    /// <param name="columns">The available columns.</param>
    /// <param name="key">The types of the values in the sort key; empty for a list with a single page.</param>
    public PageParameters(string name, IReadOnlyList<ResponseColumn> columns, params IReadOnlyList<CursorPart> key)
    {
        _name = name;
        _select = SelectParameter.Create(columns);
        _key = key;
        All = key.Count > 0
            ? [_select, .. ResponseFormats.Parameters, Limit, MaxPageSize, CursorParameter]
            : [_select, .. ResponseFormats.Parameters, Limit, MaxPageSize];
    }

    public IReadOnlyList<QueryParameter> All { get; }

    /// <summary>Reads these parameters after all other parameters of a request.</summary>
    /// <returns>The page, and the problem with any parameter of the request; <c>null</c> if all parameters are valid.</returns>
    public (Page Page, Problem? Problem) Read(HttpRequest request, QueryReader query)
    {
        var (format, notAcceptable) = ResponseFormats.Choose(request, query, ResponseFormats.All);
        var maxPageSize = query.Read(MaxPageSize);
        if (maxPageSize is not null && request.Query.ContainsKey(Limit.Name))
            query.Reject(MaxPageSize.Name, "Duplicate", "must not be combined with limit, which has the same meaning");
        var list = RequestAddress.Canonical(
            request,
            [
                RequestAddress.Cursor, Limit.Name, MaxPageSize.Name, _select.Name, CommonParameters.ApiVersion.Name,
                .. ResponseFormats.Parameters.Select(parameter => parameter.Name),
            ]);
        var page = new Page(_name, format, query.Read(_select)!, maxPageSize ?? query.Read(Limit)!.Value, list);
        var cursor = _key.Count == 0 ? null : query.Read(CursorParameter);
        if ((query.Problem ?? notAcceptable) is { } problem)
            return (page, problem);
        if (cursor is null)
            return (page, null);

        return Cursor.Decode(list, cursor, _key) is { } after
            ? (page with { After = after }, null)
            : (page, new Problem(
                ErrorCodes.InvalidCursor, "The cursor is damaged or belongs to another query. Follow nextLink unchanged."));
    }
}
