using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>Sends a response, or the status 304 if the client already has the response (RFC 9110 §13.1.2).</summary>
/// <param name="cached">The response to send.</param>
/// <param name="freshFor">The time for which clients can reuse the response without another request.</param>
/// <param name="age">The time since the query was executed.</param>
internal sealed class RenderedResult(CachedResponse cached, TimeSpan freshFor, TimeSpan age) : IResult
{
    /// <summary>The header with the enqueued time of the newest event that the response can contain.</summary>
    public const string NewestEventHeader = "newest-event-time";

    /// <summary>The header with the number of rows on all pages.</summary>
    public const string CountHeader = "total-count";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (rendered, response) = (cached.Response, httpContext.Response);
        var headers = response.Headers;
        headers.ETag = rendered.ETag;
        headers.CacheControl = $"private, max-age={Seconds(freshFor)}";
        headers.Vary = "Accept, Accept-Encoding";
        headers.Age = Seconds(age);
        headers["Cache-Status"] = CacheStatusOf();
        if (rendered.NewestEvent is { } newest)
            headers[NewestEventHeader] = JsonValues.Text(newest.UtcDateTime);
        if (rendered.End.NextLink is { } next)
            headers.Link = $"<{next}>; rel=\"next\"";
        if (rendered.End.DeltaLink is { } delta)
            headers.Link = $"<{delta}>; rel=\"delta\"";
        if (rendered.End.Count is { } count)
            headers[CountHeader] = count.ToString(CultureInfo.InvariantCulture);

        if (IsNotModified(httpContext.Request, rendered.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers.ContentType = rendered.ContentType;
        if (rendered.FileName is { } fileName)
            headers.ContentDisposition = Attachment.Named(fileName);
        var isWeak = rendered.ETag.StartsWith("W/", StringComparison.Ordinal);
        await Compression.WriteAsync(
            httpContext, rendered.Body.Length, isWeak, body => body.WriteAsync(rendered.Body, httpContext.RequestAborted).AsTask());
    }

    private static string Seconds(TimeSpan span) => Math.Floor(span.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);

    private static bool IsNotModified(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.Select(value => value ?? "")], out var tags)
        && tags.Any(
            tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: false));

    /// <summary>
    /// Returns the value of the Cache-Status header. A negative time to live marks a stale response (RFC 9211 §2.4), so fractions of a
    /// second are rounded away from zero.
    /// </summary>
    private string CacheStatusOf()
    {
        var left = (freshFor - age).TotalSeconds;
        var ttl = ((long)(cached.Status == CacheStatus.Stale ? Math.Floor(left) : Math.Ceiling(left)))
            .ToString(CultureInfo.InvariantCulture);
        return cached.Status switch
        {
            CacheStatus.Hit => $"flights; hit; ttl={ttl}",
            CacheStatus.Stale => $"flights; hit; ttl={ttl}; detail=database-unavailable",
            CacheStatus.Collapsed => "flights; fwd=miss; collapsed",
            _ => "flights; fwd=miss",
        };
    }
}
