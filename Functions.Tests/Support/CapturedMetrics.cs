using LatamFunctions.Telemetry;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility;

namespace LatamFunctions.Tests.Support;

/// <summary>The metrics of the app as Application Insights would get them: aggregated, with their dimensions.</summary>
internal sealed class CapturedMetrics : IDisposable
{
    private readonly TelemetryConfiguration _configuration;
    private readonly TelemetryClient _client;
    private readonly Channel _channel = new();

    public CapturedMetrics()
    {
        _configuration = new TelemetryConfiguration { TelemetryChannel = _channel, ConnectionString = $"InstrumentationKey={Guid.NewGuid()}" };
        _client = new TelemetryClient(_configuration);
        Ingest = new IngestMetrics(_client);
    }

    public IngestMetrics Ingest { get; }

    public double SumOf(string name) => Of(name).Sum(metric => metric.Sum);

    public int CountOf(string name) => Of(name).Sum(metric => metric.Count ?? 0);

    public IReadOnlyList<MetricTelemetry> Of(string name)
    {
        _client.Flush();
        return [.. _channel.Metrics.Where(metric => metric.Name == name)];
    }

    public void Dispose() => _configuration.Dispose();

    private sealed class Channel : ITelemetryChannel
    {
        public List<MetricTelemetry> Metrics { get; } = [];

        public bool? DeveloperMode { get; set; }

        public string EndpointAddress { get; set; } = "";

        public void Send(ITelemetry item)
        {
            if (item is MetricTelemetry metric)
                Metrics.Add(metric);
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
