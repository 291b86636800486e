using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LocalFunctions.Host.Http;

/// <summary>
/// CORS as Azure's front end implements it, by a list of allowed origins: it responds to preflight requests itself and marks the responses
/// of functions. The functions state the headers that scripts may read.
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

            // At the start of the response: the proxy copies the worker's headers over those that are set before.
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
