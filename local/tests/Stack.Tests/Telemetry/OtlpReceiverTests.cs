using System.Diagnostics.Metrics;
using System.Net;
using LocalStack.Telemetry;
using LocalStack.Telemetry.Otlp;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace LocalStack.Tests.Telemetry;

/// <summary>Tests the receiver with the official exporter.</summary>
public class OtlpReceiverTests
{
    private OtlpReceiver _receiver = null!;

    [SetUp]
    public async Task StartAsync() => _receiver = await OtlpReceiver.StartAsync(null, default);

    [TearDown]
    public async Task StopAsync() => await _receiver.DisposeAsync();

    [Test]
    public void An_export_replaces_the_previous_export()
    {
        using var meter = new Meter(nameof(OtlpReceiverTests));
        var counter = meter.CreateCounter<long>("events", "{event}", "All events.");
        var histogram = meter.CreateHistogram(
            "duration", "ms", "", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [10, 100] });
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new Uri(_receiver.Endpoint, "v1/metrics");
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.Headers = _receiver.Headers;
            })
            .Build();

        counter.Add(2);
        histogram.Record(50, new KeyValuePair<string, object?>("partition", "1"));
        Assert.That(provider.ForceFlush(), Is.True);
        counter.Add(3);
        histogram.Record(500, new KeyValuePair<string, object?>("partition", "1"));
        Assert.That(provider.ForceFlush(), Is.True);

        var metrics = _receiver.Metrics.ToDictionary(metric => metric.Name);
        var point = metrics["duration"].Histogram.DataPoints.Single();
        Assert.Multiple(() =>
        {
            Assert.That((metrics["events"].Description, metrics["events"].Unit), Is.EqualTo(("All events.", "{event}")));
            Assert.That(metrics["events"].Sum.IsMonotonic, Is.True);
            Assert.That(metrics["events"].Sum.DataPoints.Single().AsInt, Is.EqualTo(5), "cumulative");
            Assert.That(point.BucketCounts, Is.EqualTo([0UL, 1UL, 1UL]));
            Assert.That(
                (point.Sum, point.Attributes.Single().Key, point.Attributes.Single().Value.StringValue),
                Is.EqualTo((550d, "partition", "1")));
        });
    }

    [Test]
    public async Task Spans_and_logs_are_acknowledged()
    {
        using var http = Client(_receiver);
        using var spans = await http.PostAsync(new Uri(_receiver.Endpoint, "v1/traces"), new ByteArrayContent([1, 2, 3]));
        using var logs = await http.PostAsync(new Uri(_receiver.Endpoint, "v1/logs"), new ByteArrayContent([]));

        Assert.That(new[] { spans.StatusCode, logs.StatusCode }, Is.All.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_body_that_is_not_protobuf_is_rejected_and_the_last_export_is_retained()
    {
        using var http = Client(_receiver);
        using var response = await http.PostAsync(new Uri(_receiver.Endpoint, "v1/metrics"), new ByteArrayContent([0xff, 0xff]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(_receiver.Metrics, Is.Empty);
    }

    /// <summary>Without a preflight request, a page can send a body but no custom header.</summary>
    [TestCase("v1/metrics")]
    [TestCase("v1/traces")]
    public async Task An_export_without_the_key_is_rejected(string path)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(_receiver.Endpoint, path), new ByteArrayContent([]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public void A_histogram_with_more_bounds_than_buckets_is_formatted_without_an_error()
    {
        var point = new HistogramDataPoint { Count = 3 };
        point.ExplicitBounds.AddRange([1, 2, 3]);
        point.BucketCounts.Add(3);
        var metric = new LocalStack.Telemetry.Otlp.Metric
        {
            Name = "m",
            Histogram = new LocalStack.Telemetry.Otlp.Histogram { DataPoints = { point } },
        };

        Assert.That(PrometheusText.From([metric], []), Does.Contain("m_bucket{le=\"1\"} 3\n").And.Not.Contain("le=\"2\""));
    }

    [Test]
    public async Task Exports_are_forwarded_to_a_collector_and_its_status_is_returned()
    {
        await using var collector = await SpanCollector.StartAsync();
        await using var receiver = await OtlpReceiver.StartAsync(new OtlpCollector(collector.Endpoint), default);
        using var http = Client(receiver);
        http.BaseAddress = receiver.Endpoint;

        using var spans = await http.PostAsync("v1/traces", new ByteArrayContent(SpanCollector.Export("one", 7)));
        using var unknown = await http.PostAsync("v1/nothing/here", new ByteArrayContent([]));
        await collector.StopAsync();
        using var gone = await http.PostAsync("v1/traces", new ByteArrayContent([]));
        using var metrics = await http.PostAsync("v1/metrics", new ByteArrayContent([0xff]));

        Assert.Multiple(() =>
        {
            Assert.That(collector.Spans, Is.EqualTo([("one", "00000000000000000000000000000007")]));
            Assert.That(
                new[] { spans.StatusCode, unknown.StatusCode, gone.StatusCode, metrics.StatusCode },
                Is.EqualTo([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadRequest]));
        });
    }

    private static HttpClient Client(OtlpReceiver receiver)
    {
        var header = receiver.Headers.Split('=');
        return new HttpClient { DefaultRequestHeaders = { { header[0], header[1] } } };
    }
}
