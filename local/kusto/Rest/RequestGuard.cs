using LocalKusto.Errors;
using LocalServers;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>
/// Rejects requests that a page of another site sends from a browser on this machine. Without a token the engine has no authentication, so
/// this protects it from pages of the web.
/// </summary>
internal static class RequestGuard
{
    /// <param name="request">The request whose origin and host are checked.</param>
    /// <param name="isPage">
    /// Whether it is for a file of the query page. Another site may link to the page: opening it executes nothing. All other requests
    /// execute something, regardless of their method.
    /// </param>
    /// <exception cref="KustoRequestException">403: the request is from another site, or was sent to another host name.</exception>
    public static void Check(HttpRequest request, bool isPage)
    {
        if (!CrossSiteRequest.IsForLoopback(request))
            throw Denied($"The Host header '{request.Host.Host}' is not this machine. Use localhost, 127.0.0.1 or [::1].");
        var isRead = isPage && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        if (CrossSiteRequest.IsRejected(request, isRead, allowedOrigins: []))
            throw Denied("Pages of other sites have no access to this engine.");
    }

    private static KustoRequestException Denied(string message) =>
        new(StatusCodes.Status403Forbidden, "Forbidden", "KustoRequestDeniedException", message);
}
