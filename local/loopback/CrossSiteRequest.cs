using Microsoft.AspNetCore.Http;

namespace LocalServers;

/// <summary>
/// Detects requests that a browser on this machine sends on behalf of pages of other sites. The class is compiled into each server in
/// <c>local</c>, so that all servers apply the same rules. If a page's host name is rebound to 127.0.0.1, the browser sends this name in
/// the Host header. For other pages, browsers send the Origin header, or only Sec-Fetch-Site for images, frames and navigation. Other
/// programs send neither header.
/// </summary>
internal static class CrossSiteRequest
{
    /// <summary>Returns whether the Host header names this machine.</summary>
    public static bool IsForLoopback(HttpRequest request) => IsLoopback(request.Host.Host);

    /// <summary>Returns whether the request comes from a page of another site that is not allowed.</summary>
    /// <param name="request">The request, whose Origin and Sec-Fetch-Site headers are checked.</param>
    /// <param name="isRead">
    /// Whether the request only reads data. Browsers do not show the response to pages of other origins. Other sites can link to the
    /// address of such a request, but cannot embed the response.
    /// </param>
    /// <param name="allowedOrigins">Origins other than this machine whose pages can send any request, or * for all origins.</param>
    public static bool IsRejected(HttpRequest request, bool isRead, IReadOnlyList<string> allowedOrigins)
    {
        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (origin.Length > 0 && IsTrusted(origin, allowedOrigins))
            return false;
        if (isRead)
            return site == "cross-site" && !IsNavigation(request);
        return origin.Length > 0 || site is not ("" or "same-origin" or "none");
    }

    private static bool IsTrusted(string origin, IReadOnlyList<string> allowedOrigins) =>
        allowedOrigins.Contains("*")
            || allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host));

    private static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"].ToString() == "navigate" && request.Headers["Sec-Fetch-Dest"].ToString() == "document";

    private static bool IsLoopback(string host) =>
        host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
