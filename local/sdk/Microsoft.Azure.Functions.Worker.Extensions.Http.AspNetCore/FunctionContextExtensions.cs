using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextExtensions
{
    /// <summary>The official worker's key (its HTTP extension's Constants.HttpContextKey); the host puts the request there.</summary>
    private const string HttpContextKey = "HttpRequestContext";

    /// <summary>Null where the invocation comes from something else than an HTTP request.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(HttpContextKey, out var value) ? value as HttpContext : null;
}
