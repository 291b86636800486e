using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// The address that links in responses begin with: the configured one, or a host that a proxy forwards in X-Forwarded-Host and that the
/// settings name as trusted. Any other host of a request is ignored, so a caller cannot make links lead to a foreign host. The function
/// receives every request from the Functions host, so it cannot distinguish senders by their addresses.
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

    /// <summary>The path that a gateway has added before the app's own, without a slash at the end; "" if there is none.</summary>
    internal string PathPrefix { get; }

    /// <summary>Scheme, host and path prefix for links in the response to <paramref name="request"/>; "" for relative links.</summary>
    internal string BaseOf(HttpRequest request)
    {
        // The last of several values, which the last proxy added.
        var host = Last(request, ForwardedHost);
        if (!_forwardedHosts.TryGetValue(host, out var trusted))
            return _configured;

        var isPlain = Last(request, ForwardedProto).Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase);
        return $"{(isPlain ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://{trusted}";
    }

    /// <summary>The address of the next page: the same query, starting at the cursor. Links are shared, so they contain no key.</summary>
    /// <param name="request">The request for a page of the list.</param>
    /// <param name="cursor">Null for the first page.</param>
    internal string NextPage(HttpRequest request, string? cursor) => Pages(request)(cursor);

    /// <summary>The addresses of pages by their cursors, usable even after the request for one of them has ended.</summary>
    internal Func<string?, string> Pages(HttpRequest request)
    {
        var root = BaseOf(request);
        var path = RequestAddress.WithCursor(request);
        return cursor => root + path(cursor);
    }

    private static string Last(HttpRequest request, string header) =>
        request.Headers[header].ToString().Split(',', StringSplitOptions.TrimEntries)[^1];
}
