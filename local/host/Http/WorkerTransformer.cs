using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace LocalFunctions.Host.Http;

/// <summary>
/// The request as the worker's server receives it: the client's, with the id that joins it to its invocation, and the client's view of the
/// address, which the ASP.NET Core integration applies.
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

        // A client's own value is replaced: the id must be unique, and the address is the one that this host received.
        void Set(string name, string? value)
        {
            proxyRequest.Headers.Remove(name);
            if (!string.IsNullOrEmpty(value))
                proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
