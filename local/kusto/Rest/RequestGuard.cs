using LocalKusto.Errors;
using LocalServers;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>
/// Rejects requests that a page on another site sends from a browser on this machine. An engine without a token has no authentication, so
/// this check protects the engine from web pages.
/// </summary>
internal static class RequestGuard
{
    /// <param name="request">The request whose origin and host are checked.</param>
    /// <param name="isPage">
    /// Whether the request is for a file of the query page. Another site can link to the page, because opening the page does not run a
    /// query. All other requests can run a query, regardless of their method.
    /// </param>
    /// <exception cref="KustoRequestException">
    /// The request is from another site, or its host name does not identify this machine (status 403).
    /// </exception>
    public static void Check(HttpRequest request, bool isPage)
    {
        if (!CrossSiteRequest.IsForLoopback(request))
            throw Denied($"The Host header '{request.Host.Host}' is not this machine. Use localhost, 127.0.0.1 or [::1].");
        var isRead = isPage && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        if (CrossSiteRequest.IsRejected(request, isRead, allowedOrigins: []))
            throw Denied("Pages on other sites cannot access this engine.");
    }

    private static KustoRequestException Denied(string message) =>
        new(StatusCodes.Status403Forbidden, "Forbidden", "KustoRequestDeniedException", message);
}
