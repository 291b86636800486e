using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>Which format a client gets: the one that <c>format</c> names, else the one that it accepts most (RFC 9110 §12.5.1).</summary>
internal static class ResponseFormats
{
    public static readonly QueryParameter<string?> Parameter =
        QueryParameter.OneOf("format", "The format of the answer, in place of the header Accept.", ["json", "ndjson", "csv"]);

    public static readonly IReadOnlyList<ResponseFormat> All = [ResponseFormat.Json, ResponseFormat.NdJson, ResponseFormat.Csv];

    /// <summary>Media types that name each format, the one that answers carry first.</summary>
    private static readonly Dictionary<ResponseFormat, string[]> MediaTypes = new()
    {
        [ResponseFormat.Json] = ["application/json"],
        [ResponseFormat.NdJson] = ["application/x-ndjson", "application/jsonl"],
        [ResponseFormat.Csv] = ["text/csv"],
    };

    public static string MediaTypeOf(ResponseFormat format) => MediaTypes[format][0];

    public static string ContentTypeOf(ResponseFormat format) => format switch
    {
        ResponseFormat.Csv => "text/csv; charset=utf-8; header=present",
        _ => MediaTypeOf(format),
    };

    /// <param name="request">Has the headers.</param>
    /// <param name="named">The value of <see cref="Parameter"/>.</param>
    /// <param name="offered">What the operation has, the one for clients that do not care first.</param>
    public static (ResponseFormat Format, Problem? Problem) Choose(HttpRequest request, string? named, IReadOnlyList<ResponseFormat> offered)
    {
        if (named is not null)
            return (Enum.Parse<ResponseFormat>(named, ignoreCase: true), null);

        var accept = request.Headers.Accept;
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList([.. accept.Select(value => value ?? "")], out var ranges) || ranges.Count == 0)
            return (offered[0], null);

        var best = offered
            .Select(format => (Format: format, Quality: MediaTypes[format].Max(type => QualityOf(type, ranges))))
            .MaxBy(candidate => candidate.Quality);
        return best.Quality > 0
            ? (best.Format, null)
            : (best.Format, new Problem(
                ErrorCodes.NotAcceptable, $"The answer comes as {string.Join(", ", offered.Select(MediaTypeOf))}; Accept allows none of them."));
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

    /// <summary>A client that asks for text/csv; charset=utf-8 gets it.</summary>
    private static MediaTypeHeaderValue WithoutParameters(MediaTypeHeaderValue range) => new(range.MediaType);
}
