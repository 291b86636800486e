using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LocalStack.Host;

/// <summary>
/// CORS as Azure's front end does it for a function app, by its list of allowed origins: it answers preflight requests itself, and marks
/// the answers of functions. Which headers scripts may read is for the functions to say.
/// </summary>
internal static class CrossOrigin
{
    public static Task AnswerAsync(HttpContext http, RequestDelegate next, IReadOnlyList<string> allowedOrigins)
    {
        var (request, response) = (http.Request, http.Response);
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return next(http);

        var isPreflight = HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);
        if (allowedOrigins.Contains("*") || allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            response.Headers.AccessControlAllowOrigin = allowedOrigins.Contains("*") ? "*" : origin;
            response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
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
