using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Http;

/// <summary>
/// Rejects requests that pages of other sites cause a browser on this machine to send. A page whose host name is rebound to 127.0.0.1 sends
/// that name as Host; a page of another site that writes without a preflight request sends its Origin and Sec-Fetch-Site. Other programs
/// send neither, and a Host that names this machine.
/// </summary>
public static class BrowserGuard
{
    /// <param name="http">The request and its response: 400 for a foreign Host, 403 for a write from another site.</param>
    /// <param name="next">Handles a request that is not rejected.</param>
    /// <param name="allowedOrigins">Origins besides this machine whose pages may write; * for all.</param>
    public static Task HandleAsync(HttpContext http, RequestDelegate next, IReadOnlyList<string> allowedOrigins)
    {
        var (request, response) = (http.Request, http.Response);
        if (!IsLoopback(request.Host.Host))
        {
            return RejectAsync(
                response,
                StatusCodes.Status400BadRequest,
                "The Host header does not name this machine. Use localhost, 127.0.0.1 or [::1].");
        }

        return IsRead(request.Method) || IsTrusted(request, allowedOrigins)
            ? next(http)
            : RejectAsync(
                response,
                StatusCodes.Status403Forbidden,
                "The request comes from a page of another site. Allow its origin with --cors if its scripts may write.");
    }

    // Reads change nothing, and the browser does not show their responses to pages of other origins. OPTIONS is a preflight request.
    private static bool IsRead(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsTrusted(HttpRequest request, IReadOnlyList<string> allowedOrigins)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return allowedOrigins.Contains("*")
                || allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
                || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host));
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private static bool IsLoopback(string host) =>
        host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static Task RejectAsync(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(message, response.HttpContext.RequestAborted);
    }
}
