using LocalServers;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Http;

/// <summary>
/// Rejects requests that a browser on this machine sends on behalf of pages of other sites: requests to another host name, write requests,
/// and embedded read requests, such as the request for an image.
/// </summary>
public static class BrowserGuard
{
    /// <param name="http">
    /// The request and its response. The status is 400 if the Host header does not name this machine, and 403 if the request is from a page
    /// of another site.
    /// </param>
    /// <param name="next">The delegate that handles a request that is not rejected.</param>
    /// <param name="allowedOrigins">Origins other than this machine whose pages can send requests, or * for all origins.</param>
    public static Task HandleAsync(HttpContext http, RequestDelegate next, IReadOnlyList<string> allowedOrigins)
    {
        var (request, response) = (http.Request, http.Response);
        if (!CrossSiteRequest.IsForLoopback(request))
        {
            return RejectAsync(
                response,
                StatusCodes.Status400BadRequest,
                "The Host header does not name this machine. Use localhost, 127.0.0.1 or [::1].");
        }

        // A preflight request has no effect, and the CORS middleware responds to it.
        return HttpMethods.IsOptions(request.Method) || !CrossSiteRequest.IsRejected(request, IsRead(request.Method), allowedOrigins)
            ? next(http)
            : RejectAsync(
                response,
                StatusCodes.Status403Forbidden,
                "The request comes from a page of another site. To permit requests from this page, add its origin with --cors.");
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static Task RejectAsync(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(message, response.HttpContext.RequestAborted);
    }
}
