using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>
/// Creates a span for each request, in the caller's trace (W3C Trace Context), with the attributes of OpenTelemetry's semantic conventions
/// for HTTP servers. A span contains neither the query text nor its parameters.
/// </summary>
internal static class RequestSpans
{
    public const string SourceName = "LocalKusto";

    private static readonly ActivitySource Source = new(SourceName);

    /// <returns>The span, or <c>null</c> if no listener is registered.</returns>
    public static Activity? Start(HttpRequest request, string[] route)
    {
        if (!Source.HasListeners())
            return null;

        ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var caller);
        var span = Source.StartActivity(NameOf(route), ActivityKind.Server, caller);
        return span is not { IsAllDataRequested: true }
            ? span
            : span.SetTag("http.request.method", request.Method).SetTag("url.path", request.Path.Value);
    }

    public static void End(this Activity? span, HttpResponse response)
    {
        if (span is null)
            return;
        span.SetTag("http.response.status_code", response.StatusCode);
        if (response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }

    /// <summary>Returns the span name. The set of names is small, regardless of the paths that clients send.</summary>
    private static string NameOf(string[] route) =>
        route is [_, "rest", "query" or "mgmt" or "ingest" or "ping"] ? $"kusto {route[2]}" : "kusto";
}
