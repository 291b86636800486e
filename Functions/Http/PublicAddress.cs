using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// The base address of links in responses. The address is the configured address, or a host in the header X-Forwarded-Host if the settings
/// list this host as trusted. Any other host is ignored, so callers cannot redirect links to another host. The app cannot identify proxies
/// by their IP addresses because it receives every request from the Functions host.
/// </summary>
public sealed class PublicAddress
{
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string ForwardedProto = "X-Forwarded-Proto";

    private readonly string _configured;
    private readonly FrozenSet<string> _forwardedHosts;

    public PublicAddress(IOptions<PublicAddressOptions> options)
    {
        _configured = options.Value.BaseUrl.TrimEnd('/');
        PathPrefix = _configured.Length == 0 ? "" : new Uri(_configured).AbsolutePath.TrimEnd('/');
        _forwardedHosts = options.Value.ForwardedHostNames().ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The path prefix that a gateway adds to the app's paths, without a trailing slash; an empty string if there is no prefix.
    /// </summary>
    internal string PathPrefix { get; }

    /// <summary>
    /// Returns the scheme, host and path prefix for links in the response to <paramref name="request"/>; an empty string for relative
    /// links.
    /// </summary>
    internal string BaseOf(HttpRequest request)
    {
        // If the header has multiple values, the last value is used, because the last proxy added it.
        var host = Last(request, ForwardedHost);
        if (!_forwardedHosts.TryGetValue(host, out var trusted))
            return _configured;

        var isPlain = Last(request, ForwardedProto).Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase);
        return $"{(isPlain ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://{trusted}";
    }

    /// <summary>
    /// Returns the address of the next page: the same query, starting at the cursor. Links contain no key because callers share links.
    /// </summary>
    /// <param name="request">The request for the current page.</param>
    /// <param name="cursor">The start of the next page; <c>null</c> for the first page.</param>
    internal string NextPage(HttpRequest request, string? cursor) => Pages(request)(cursor);

    /// <summary>
    /// Returns a function that returns a page's address for its cursor. The function remains valid after the request has ended.
    /// </summary>
    internal Func<string?, string> Pages(HttpRequest request)
    {
        var root = BaseOf(request);
        var path = RequestAddress.WithCursor(request);
        return cursor => root + path(cursor);
    }

    private static string Last(HttpRequest request, string header) =>
        request.Headers[header].ToString().Split(',', StringSplitOptions.TrimEntries)[^1];
}
