using System.Diagnostics;
using System.Net;
using System.Text;
using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Protocol;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace LocalFunctions.Host.Http;

/// <summary>
/// Runs an HTTP function. The proxy forwards the request to the worker's HTTP server and sends the invocation through the gRPC stream. The
/// worker matches the request to the invocation by the invocation id.
/// </summary>
internal sealed class HttpProxy : IDisposable
{
    private static readonly WorkerTransformer Transformer = new();
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly FunctionInvoker _invoker;
    private readonly IHttpForwarder _forwarder;
    private readonly FunctionKeys? _keys;
    private readonly CancellationToken _stopping;
    private readonly HttpMessageInvoker _client;

    /// <param name="invoker">The invoker that runs functions in the worker.</param>
    /// <param name="forwarder">The forwarder that sends requests to the worker.</param>
    /// <param name="keys">The function keys, or <c>null</c> if no function requires a key.</param>
    /// <param name="stopping">A token that cancels the invocations in progress.</param>
    /// <param name="time">The clock for delays between connection attempts.</param>
    public HttpProxy(FunctionInvoker invoker, IHttpForwarder forwarder, FunctionKeys? keys, CancellationToken stopping, TimeProvider time)
    {
        _invoker = invoker;
        _forwarder = forwarder;
        _keys = keys;
        _stopping = stopping;
        _client = new HttpMessageInvoker(new ConnectRetryHandler(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,

                // Kestrel reads header values as UTF-8. Without this selector, the HTTP client does not send non-ASCII values.
                RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,

                // The client's trace headers are forwarded unchanged.
                ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            },
            time));
    }

    public async Task HandleAsync(HttpContext http, HttpFunction function)
    {
        // 1. Authorize the request.
        if (_keys is not null && !_keys.Authorize(function, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        // 2. Start the invocation and forward the request. Both are canceled when the client disconnects or the host stops.
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping);
        var worker = await _invoker.GetWorkerAsync(cancellation.Token).ConfigureAwait(false);
        var invocationId = Guid.NewGuid().ToString();
        http.Items[WorkerTransformer.InvocationIdHeader] = invocationId;
        var invoking = _invoker.InvokeAsync(worker, function.Definition, Request(http, function, invocationId), cancellation.Token);
        if (invoking.IsCompleted && await invoking.ConfigureAwait(false) is not null)
        {
            Fail(http.Response);
            return;
        }

        var forwarded = await _forwarder
            .SendAsync(http, worker.HttpUri!.AbsoluteUri, _client, Config, Transformer, cancellation.Token)
            .ConfigureAwait(false);

        // 3. Determine the status. If forwarding failed, cancel the invocation, which would otherwise wait 15 s for the request.
        if (forwarded != ForwarderError.None)
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            if (!IsClientError(forwarded))
                Fail(http.Response);
        }

        // After an exception in the function, the worker's response is an empty 200, so the invocation's result determines the status.
        if (await invoking.ConfigureAwait(false) is not null && !IsClientError(forwarded))
            Fail(http.Response);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Returns whether the request body could not be read, in which case the forwarder has already set the status.</summary>
    private static bool IsClientError(ForwarderError error) => error is ForwarderError.RequestBodyClient;

    private static void Fail(HttpResponse response)
    {
        if (response.HasStarted)
            return;
        response.Clear();
        response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static InvocationRequest Request(HttpContext http, HttpFunction function, string invocationId)
    {
        var request = new InvocationRequest
        {
            InvocationId = invocationId,
            InputData = { new ParameterBinding { Name = function.Trigger.Name, Data = new TypedData { Http = new RpcHttp() } } },
            TraceContext = TraceParent.From(http.Request.Headers),
        };
        HttpBindingData.Add(request.TriggerMetadata, http.Request);
        return request;
    }
}
