using LocalServers;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Http;

/// <summary>
/// Rejects requests that pages of other sites cause a browser on this machine to send: all to another host name, writes, and reads that
/// they embed, as an image for instance.
/// </summary>
public static class BrowserGuard
{
    /// <param name="http">The request and its response: 400 for a foreign Host, 403 for a page of another site.</param>
    /// <param name="next">Handles a request that is not rejected.</param>
    /// <param name="allowedOrigins">Origins other than this machine whose pages may send requests; * for all.</param>
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

        // A preflight request has no effect: CORS responds to it.
        return HttpMethods.IsOptions(request.Method) || !CrossSiteRequest.IsRejected(request, IsRead(request.Method), allowedOrigins)
            ? next(http)
            : RejectAsync(
                response,
                StatusCodes.Status403Forbidden,
                "The request comes from a page of another site. Allow its origin with --cors if its scripts may send requests.");
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static Task RejectAsync(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(message, response.HttpContext.RequestAborted);
    }
}
