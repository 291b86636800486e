using System.Net;
using System.Security.Cryptography;
using Google.Protobuf;
using LocalStack.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalStack.Telemetry;

/// <summary>
/// Receives the worker's telemetry as OTLP over HTTP with protobuf bodies (OpenTelemetry protocol 1.x, "OTLP/HTTP") and keeps the latest
/// metrics. Spans and logs are acknowledged and discarded: the worker's logs reach the stack over the host's channel.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    public const string Protocol = "http/protobuf";

    /// <summary>How often the worker exports, in milliseconds: what <c>/metrics</c> shows is at most so old.</summary>
    public const int ExportIntervalMilliseconds = 1000;

    private const long MaxRequestBytes = 16 * 1024 * 1024;

    private const string KeyHeader = "x-local-stack-key";

    private readonly WebApplication _web;
    private readonly string _key = RandomNumberGenerator.GetHexString(32);
    private volatile MetricExport? _latest;

    private OtlpReceiver(WebApplication web) => _web = web;

    /// <summary>The value of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The last export; null before the first.</summary>
    public MetricExport? Latest => _latest;

    /// <summary>
    /// The value of <c>OTEL_EXPORTER_OTLP_HEADERS</c>: a key that the worker alone knows. A page in the developer's browser cannot send the
    /// header without a preflight request, which is not answered, and other programs cannot replace the metrics.
    /// </summary>
    public string Headers => $"{KeyHeader}={_key}";

    /// <summary>All metrics of the last export. They are cumulative since the start of the worker.</summary>
    public IEnumerable<Metric> Metrics => _latest?.Metrics ?? [];

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        // Empty: no log either, which would have lines for each export.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Listen(IPAddress.Loopback, 0);
        });

        var receiver = new OtlpReceiver(builder.Build());
        try
        {
            receiver._web.Use(receiver.AuthorizeAsync);
            receiver._web.MapPost("/v1/metrics", receiver.ReceiveMetricsAsync);
            receiver._web.MapPost("/v1/{signal}", AcknowledgeAsync);
            await receiver._web.StartAsync(cancellationToken).ConfigureAwait(false);
            var addresses = receiver._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            receiver.Endpoint = new Uri(addresses.First());
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
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }

    private Task AuthorizeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers[KeyHeader].ToString() == _key)
            return next(http);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private async Task ReceiveMetricsAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        try
        {
            var request = ExportMetricsServiceRequest.Parser.ParseFrom(body.GetBuffer().AsSpan(0, (int)body.Length));
            var metrics = request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics);
            _latest = new MetricExport(TimeProvider.System.GetUtcNow(), [.. metrics]);
        }
        catch (InvalidProtocolBufferException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        http.Response.ContentType = "application/x-protobuf";
    }

    private static async Task AcknowledgeAsync(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentType = "application/x-protobuf";
    }
}
