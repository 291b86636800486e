using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Http;

/// <summary>
/// Adds the headers that every response of an HTTP function has: the request ids, the trace context and the headers for browsers. This
/// middleware encloses <see cref="ExceptionHandlingMiddleware"/>, so that responses to failed requests also have the headers.
/// </summary>
public sealed class ResponseHeadersMiddleware : IFunctionsWorkerMiddleware
{
    public const string RequestIdHeader = "x-ms-request-id";
    public const string ClientRequestIdHeader = "x-ms-client-request-id";

    /// <summary>
    /// The response headers that scripts from other origins can read. A setting of the Functions host lists these origins.
    /// </summary>
    private const string ExposedHeaders =
        "ETag, Link, Age, Cache-Status, Retry-After, RateLimit, RateLimit-Policy, traceparent, x-ms-request-id, x-ms-client-request-id, "
        + "x-ms-error-code, newest-event-time, total-count, Content-Disposition";

    private const int MaxClientRequestIdLength = 128;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
            AddHeaders(http, context);
        await next(context);
    }

    private static void AddHeaders(HttpContext http, FunctionContext context)
    {
        http.Response.Headers[RequestIdHeader] = context.InvocationId;
        http.Response.Headers.XContentTypeOptions = "nosniff";

        // The host has set the trace context to the client's trace or, if the request has no trace, to a new trace (W3C Trace Context).
        http.Response.Headers.TraceParent = context.TraceContext.TraceParent;
        if (http.Request.Headers.ContainsKey(HeaderNames.Origin))
            http.Response.Headers.AccessControlExposeHeaders = ExposedHeaders;
        if (http.Request.Headers[ClientRequestIdHeader] is [{ Length: > 0 and <= MaxClientRequestIdLength } id]
            && id.All(c => c is >= ' ' and <= '~'))
        {
            http.Response.Headers[ClientRequestIdHeader] = id;
        }
    }
}
