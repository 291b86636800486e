using System.Security.Cryptography;
using Google.Protobuf;
using LocalServers;
using LocalStack.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LocalStack.Telemetry;

/// <summary>
/// Receives the worker's telemetry as OTLP over HTTP with protobuf bodies (OpenTelemetry protocol 1.x, "OTLP/HTTP") and stores the latest
/// metrics. Without another collector, spans and logs are acknowledged and discarded. The stack receives the worker's logs through the host
/// instead.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    public const string Protocol = "http/protobuf";

    /// <summary>
    /// The interval between the worker's exports, in milliseconds. Normally, the values in <c>/metrics</c> are not older than one interval.
    /// </summary>
    public const int ExportIntervalMilliseconds = 1000;

    private const long MaxRequestBytes = 16 * 1024 * 1024;

    private const string KeyHeader = "x-local-stack-key";

    // The server has no log, because a log would contain lines for each export.
    private readonly LoopbackServer _server = new(0, configure: kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBytes);
    private readonly string _key = RandomNumberGenerator.GetHexString(32);
    private readonly OtlpForwarder? _forwarder;
    private volatile MetricExport? _latest;

    private OtlpReceiver(OtlpForwarder? forwarder) => _forwarder = forwarder;

    /// <summary>The value of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Uri Endpoint => _server.Endpoint;

    /// <summary>The last export, or <c>null</c> before the first export.</summary>
    public MetricExport? Latest => _latest;

    /// <summary>
    /// The value of <c>OTEL_EXPORTER_OTLP_HEADERS</c>, which contains a key that only the worker has. Other programs cannot replace the
    /// metrics without the key, and a page in a browser can send the header only after a preflight request, which fails.
    /// </summary>
    public string Headers => $"{KeyHeader}={_key}";

    /// <summary>The metrics in the last export, which are cumulative since the worker started.</summary>
    public IEnumerable<Metric> Metrics => _latest?.Metrics ?? [];

    /// <param name="collector">A collector that also receives all telemetry, or <c>null</c>.</param>
    public static async Task<OtlpReceiver> StartAsync(OtlpCollector? collector, CancellationToken cancellationToken)
    {
        var receiver = new OtlpReceiver(collector is null ? null : new OtlpForwarder(collector));
        try
        {
            var web = receiver._server.Web;
            web.Use(receiver.AuthorizeAsync);
            web.MapPost("/v1/metrics", receiver.ReceiveMetricsAsync);
            web.MapPost("/v1/{signal}", receiver.ReceiveAsync);
            await receiver._server.StartAsync(cancellationToken).ConfigureAwait(false);
            return receiver;
        }
        catch
        {
            await receiver.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _forwarder?.Dispose();
    }

    private Task AuthorizeAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (http.Request.Headers[KeyHeader].ToString() == _key)
            return next(http);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private async Task ReceiveMetricsAsync(HttpContext http)
    {
        var body = await ReadAsync(http).ConfigureAwait(false);
        try
        {
            var request = ExportMetricsServiceRequest.Parser.ParseFrom(body);
            var metrics = request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics);
            _latest = new MetricExport(TimeProvider.System.GetUtcNow(), [.. metrics]);
        }
        catch (InvalidProtocolBufferException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await RespondAsync(http, body).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        var body = await ReadAsync(http).ConfigureAwait(false);
        await RespondAsync(http, body).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>
    /// Responds with the status of the other collector, so that the exporter logs a failed export. If there is no other collector, responds
    /// with status 200.
    /// </summary>
    private async Task RespondAsync(HttpContext http, byte[] body)
    {
        if (_forwarder is not null)
        {
            var path = http.Request.Path.Value![1..];
            http.Response.StatusCode = (int)await _forwarder.ForwardAsync(path, http.Request, body).ConfigureAwait(false);
        }

        http.Response.ContentType = "application/x-protobuf";
    }
}
