using LocalServers;
using LocalStack.Telemetry;
using LocalStack.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LoadBenchmark.Drills;

/// <summary>
/// Receives the worker's metrics, which the stack forwards (<c>--otlp</c>), and records the difference between consecutive exports.
/// </summary>
internal sealed class MetricRecorder : IAsyncDisposable
{
    private readonly LoopbackServer _server = new(0);
    private readonly Lock _recording = new();
    private readonly List<MetricTotals> _added = [];
    private MetricTotals _last = MetricTotals.None;

    public Uri Endpoint => _server.Endpoint;

    public static async Task<MetricRecorder> StartAsync()
    {
        var recorder = new MetricRecorder();
        recorder._server.Web.Run(recorder.ReceiveAsync);
        await recorder._server.StartAsync();
        return recorder;
    }

    /// <summary>Returns the exports recorded since the previous call.</summary>
    public IReadOnlyList<MetricTotals> Take()
    {
        lock (_recording)
        {
            var added = _added.ToList();
            _added.Clear();
            return added;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Response.ContentType = "application/x-protobuf";
        if (http.Request.Path != "/v1/metrics")
            return; // The export contains spans or logs.

        var request = ExportMetricsServiceRequest.Parser.ParseFrom(body.ToArray());
        var metrics = request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics);
        var totals = MetricTotals.From(new MetricExport(DateTimeOffset.UtcNow, [.. metrics]));
        lock (_recording)
        {
            _added.Add(totals.Since(_last));
            _last = totals;
        }
    }
}
