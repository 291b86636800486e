using LocalServers;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>Rejects requests that web pages send to the broker.</summary>
internal static class BrowserGuard
{
    /// <exception cref="RestException">
    /// The status is 400 if the Host header does not name this machine, and 403 if the request is from a page of another site.
    /// </exception>
    public static void Verify(HttpRequest request)
    {
        if (!CrossSiteRequest.IsForLoopback(request))
        {
            throw new RestException(
                StatusCodes.Status400BadRequest,
                "The Host header does not name this machine. Use localhost, 127.0.0.1 or [::1].");
        }

        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (CrossSiteRequest.IsRejected(request, isRead, allowedOrigins: []))
        {
            throw new RestException(
                StatusCodes.Status403Forbidden,
                "The request is from a page of another site, according to its Origin or Sec-Fetch-Site header. Such requests are "
                + "rejected.");
        }
    }
}
