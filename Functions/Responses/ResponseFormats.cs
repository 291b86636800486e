using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>
/// Selects the format of a response: the format in the query parameter <c>format</c> or, without this parameter, the format that the client
/// prefers (RFC 9110 §12.5.1).
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

    /// <summary>The query parameters for the format.</summary>
    public static readonly IReadOnlyList<QueryParameter> Parameters = [Parameter, ByteOrderMark];

    public static readonly IReadOnlyList<ResponseFormat> All = [ResponseFormat.Json, ResponseFormat.NdJson, ResponseFormat.Csv];

    /// <summary>The media types of each format. Responses use the first media type.</summary>
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

    /// <summary>Returns the file extension of a format, including the dot.</summary>
    public static string ExtensionOf(ResponseFormat format) => format switch
    {
        ResponseFormat.Json => ".json",
        ResponseFormat.NdJson => ".ndjson",
        _ => ".csv",
    };

    /// <param name="request">The request with the header Accept.</param>
    /// <param name="query">The reader of the query, for <see cref="Parameters"/>.</param>
    /// <param name="offered">The formats of the operation, starting with the default format.</param>
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

    /// <summary>Returns the quality of the most specific media range that matches a media type.</summary>
    private static double QualityOf(string mediaType, IList<MediaTypeHeaderValue> ranges)
    {
        var type = MediaTypeHeaderValue.Parse(mediaType);
        return ranges
            .Where(range => type.IsSubsetOf(WithoutParameters(range)))
            .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }

    /// <summary>Removes the parameters of a media range, so that, for example, text/csv; charset=utf-8 matches text/csv.</summary>
    private static MediaTypeHeaderValue WithoutParameters(MediaTypeHeaderValue range) => new(range.MediaType);
}
