using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>
/// Selects the format of a response: the one that <c>format</c> names, otherwise the one that the client prefers (RFC 9110 §12.5.1).
/// </summary>
internal static class ResponseFormats
{
    public static readonly QueryParameter<string?> Parameter =
        QueryParameter.OneOf("format", "The format of the response; overrides the `Accept` header.", ["json", "ndjson", "csv"]);

    public static readonly QueryParameter<string?> ByteOrderMark = QueryParameter.OneOf(
        "bom",
        "Whether CSV begins with a byte order mark, which lets Excel recognize UTF-8 when a file is opened by double-click. Other formats "
        + "never have one.",
        ["true", "false"],
        "false") with
    { Example = "true" };

    /// <summary>The parameters of an operation with formats.</summary>
    public static readonly IReadOnlyList<QueryParameter> Parameters = [Parameter, ByteOrderMark];

    public static readonly IReadOnlyList<ResponseFormat> All = [ResponseFormat.Json, ResponseFormat.NdJson, ResponseFormat.Csv];

    /// <summary>Media types that name each format, first the one that responses have.</summary>
    private static readonly Dictionary<ResponseFormat, string[]> MediaTypes = new()
    {
        [ResponseFormat.Json] = ["application/json"],
        [ResponseFormat.NdJson] = ["application/x-ndjson", "application/jsonl"],
        [ResponseFormat.Csv] = ["text/csv"],
    };

    public static string MediaTypeOf(ResponseFormat format) => MediaTypes[format][0];

    public static string ContentTypeOf(ResponseFormat format) => IsCsv(format)
        ? "text/csv; charset=utf-8; header=present"
        : MediaTypeOf(format);

    public static bool IsCsv(ResponseFormat format) => format is ResponseFormat.Csv or ResponseFormat.CsvWithByteOrderMark;

    /// <summary>The ending of the names of files in the format, with its dot.</summary>
    public static string ExtensionOf(ResponseFormat format) => format switch
    {
        ResponseFormat.Json => ".json",
        ResponseFormat.NdJson => ".ndjson",
        _ => ".csv",
    };

    /// <param name="request">Has the headers.</param>
    /// <param name="query">Has the <see cref="Parameters"/>.</param>
    /// <param name="offered">The formats of the operation, the default first.</param>
    public static (ResponseFormat Format, Problem? Problem) Choose(
        HttpRequest request, QueryReader query, IReadOnlyList<ResponseFormat> offered)
    {
        var (format, problem) = query.Read(Parameter) is { } named
            ? (Enum.Parse<ResponseFormat>(named, ignoreCase: true), null)
            : Negotiate(request, offered);
        var hasMark = query.Read(ByteOrderMark) == "true";
        return (format == ResponseFormat.Csv && hasMark ? ResponseFormat.CsvWithByteOrderMark : format, problem);
    }

    private static (ResponseFormat Format, Problem? Problem) Negotiate(HttpRequest request, IReadOnlyList<ResponseFormat> offered)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList([.. accept.Select(value => value ?? "")], out var ranges)
            || ranges.Count == 0)
            return (offered[0], null);

        var best = offered
            .Select(format => (Format: format, Quality: MediaTypes[format].Max(type => QualityOf(type, ranges))))
            .MaxBy(candidate => candidate.Quality);
        return best.Quality > 0
            ? (best.Format, null)
            : (best.Format, new Problem(
                ErrorCodes.NotAcceptable,
                $"The response is available as {string.Join(", ", offered.Select(MediaTypeOf))}; Accept allows none of them."));
    }

    /// <summary>The most specific range that a type falls in decides.</summary>
    private static double QualityOf(string mediaType, IList<MediaTypeHeaderValue> ranges)
    {
        var type = MediaTypeHeaderValue.Parse(mediaType);
        return ranges
            .Where(range => type.IsSubsetOf(WithoutParameters(range)))
            .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }

    /// <summary>A client that accepts text/csv; charset=utf-8 gets it.</summary>
    private static MediaTypeHeaderValue WithoutParameters(MediaTypeHeaderValue range) => new(range.MediaType);
}
