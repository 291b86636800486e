using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace LocalFunctions.Host.Http;

/// <summary>
/// Transforms a client's request for the worker's HTTP server. The transformer adds the invocation id, by which the worker matches the
/// request to its invocation. The transformer also adds the original address in forwarded headers, which the ASP.NET Core integration
/// applies.
/// </summary>
internal sealed class WorkerTransformer : HttpTransformer
{
    public const string InvocationIdHeader = "x-ms-invocation-id";

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        var invocationId = (string)httpContext.Items[InvocationIdHeader]!;
        Set(InvocationIdHeader, invocationId);
        Set("X-Forwarded-Proto", httpContext.Request.Scheme);
        Set("X-Forwarded-Host", httpContext.Request.Host.Value);
        Set("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        proxyRequest.Headers.Host = null;

        // Replace values from the client, because the id must be unique and the address must be the address that this host received.
        void Set(string name, string? value)
        {
            proxyRequest.Headers.Remove(name);
            if (!string.IsNullOrEmpty(value))
                proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
