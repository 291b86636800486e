using Microsoft.AspNetCore.Http;

namespace LocalServers;

/// <summary>
/// Finds the requests that pages of other sites cause a browser on this machine to send. It is compiled into each server of this folder, so
/// that all have the same rules. A page whose host name is rebound to 127.0.0.1 sends that name as Host. Other pages send their Origin, or
/// only Sec-Fetch-Site with images, frames and navigation, for which browsers send no Origin. Programs send neither.
/// </summary>
internal static class CrossSiteRequest
{
    /// <summary>Whether the Host header names this machine.</summary>
    public static bool IsForLoopback(HttpRequest request) => IsLoopback(request.Host.Host);

    /// <summary>Whether a page of another site sends the request without permission.</summary>
    /// <param name="request">The request whose origin and site headers are checked.</param>
    /// <param name="isRead">
    /// Whether the request has no effect other than its response, which browsers do not show to pages of other origins. Another site may
    /// link to it, but not embed it.
    /// </param>
    /// <param name="allowedOrigins">Origins other than this machine whose pages may send any request; * for all.</param>
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
