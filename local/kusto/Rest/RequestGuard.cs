using System.Net;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>
/// Rejects requests that a page of another site makes a browser on this machine send. The engine has no authentication, so this is what
/// keeps
/// the web away from it. Programs send no <c>Origin</c> and no <c>Sec-Fetch-Site</c>, and the Host that they were given.
/// </summary>
internal static class RequestGuard
{
    /// <param name="request">The request.</param>
    /// <param name="isPage">Whether it asks for a file of the query page. Another site may link to the page: opening it executes
    /// nothing.</param>
    /// <exception cref="KustoRequestException">403: the request comes from another site, or was sent to another host name.</exception>
    public static void Check(HttpRequest request, bool isPage)
    {
        // A name that an attacker's DNS points to 127.0.0.1 is a foreign Host.
        if (!IsLoopback(request.Host.Host))
            throw Denied($"The Host header '{request.Host.Host}' is not this machine. Use localhost, 127.0.0.1 or [::1].");
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.IsLoopback))
            throw Denied($"Pages of {origin} have no access to this engine.");
        // Browsers send no Origin with images, scripts and navigation, but always say whose page asked.
        if (IsCrossSite(request) && !(isPage && IsNavigation(request)))
            throw Denied("Pages of other sites have no access to this engine.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsCrossSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString().Equals("cross-site", StringComparison.OrdinalIgnoreCase);

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"].ToString() == "navigate" && request.Headers["Sec-Fetch-Dest"]
            .ToString() == "document";

    private static KustoRequestException Denied(string message) =>
        new(StatusCodes.Status403Forbidden, "Forbidden", "KustoRequestDeniedException", message);
}
