using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>
/// Rejects requests of web pages to a server on loopback. A page whose host name is rebound to 127.0.0.1 sends that name as Host; a page
/// of another site that writes without a preflight request sends its Origin and Sec-Fetch-Site.
/// </summary>
internal static class BrowserGuard
{
    /// <exception cref="RestException">400 for a foreign Host, 403 for a write from another site.</exception>
    public static void Verify(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
        {
            throw new RestException(
                StatusCodes.Status400BadRequest,
                "The Host header does not name this machine. Use localhost, 127.0.0.1 or [::1].");
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return;
        if (request.Headers.Origin.Any(origin => !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopback(uri.Host))))
            throw CrossSite("Origin");
        if (request.Headers["Sec-Fetch-Site"].Any(site => site is "cross-site" or "same-site"))
            throw CrossSite("Sec-Fetch-Site");
    }

    private static bool IsLoopback(string host) =>
        host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static RestException CrossSite(string header) => new(
        StatusCodes.Status403Forbidden,
        $"The request comes from a page of another site, as its {header} header states. Such pages may not write.");
}
