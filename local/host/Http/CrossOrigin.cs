using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LocalFunctions.Host.Http;

/// <summary>
/// Implements CORS with a list of allowed origins, as Azure's front end does: responds to preflight requests, and adds headers to the
/// responses of functions. Functions specify the headers that scripts can read.
/// </summary>
internal static class CrossOrigin
{
    public static Task HandleAsync(HttpContext http, RequestDelegate next, IReadOnlyList<string> allowedOrigins)
    {
        var (request, response) = (http.Request, http.Response);
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return next(http);

        var isPreflight = HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);
        if (allowedOrigins.Contains("*") || allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            var allowed = allowedOrigins.Contains("*") ? "*" : origin;

            // Set the headers when the response starts, because the proxy overwrites earlier headers with the worker's headers.
            response.OnStarting(() =>
            {
                response.Headers.AccessControlAllowOrigin = allowed;
                response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
                return Task.CompletedTask;
            });
            if (isPreflight)
            {
                response.Headers.AccessControlAllowMethods = request.Headers.AccessControlRequestMethod;
                response.Headers.AccessControlAllowHeaders = request.Headers.AccessControlRequestHeaders;
            }
        }

        if (!isPreflight)
            return next(http);

        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
