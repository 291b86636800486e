using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.EventHubs;
using LatamFunctions.Ingestion;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>Tests the telemetry that Azure Monitor receives for invocations whose traces the host does not sample.</summary>
public class AzureMonitorTests
{
    private const int Invocations = 60; // Exceeds the exporter's default limit of five traces per second.

    /// <summary>The arguments that the Functions host passes to the worker. The test does not connect to a host.</summary>
    private static readonly string[] Worker =
    [
        "--Functions:Worker:HostEndpoint=http://127.0.0.1:1",
        "--Functions:Worker:WorkerId=test",
        "--Functions:Worker:RequestId=test",
        "--Functions:Worker:GrpcMaxMessageLength=1000000",
        "--Kusto:Endpoint=http://127.0.0.1:1",
        "--Kusto:Authentication=None",
    ];

    [Test]
    public async Task Spans_and_logs_of_unsampled_callers_are_exported()
    {
        await using var azure = await AzureMonitorServer.StartAsync();
        await RunAsync(azure);

        Assert.Multiple(() =>
        {
            Assert.That(azure.ItemsOf("RemoteDependencyData"), Has.Count.EqualTo(Invocations), "spans");
            Assert.That(azure.ItemsOf("MessageData"), Has.Count.EqualTo(Invocations), "logs");
            Assert.That(Sum(azure, "flightevents.received"), Is.EqualTo(Invocations));
        });
    }

    [Test]
    public async Task A_ratio_of_zero_drops_spans_and_keeps_logs_and_metrics()
    {
        await using var azure = await AzureMonitorServer.StartAsync();
        await RunAsync(azure, "--Telemetry:TraceSamplingRatio=0");

        Assert.Multiple(() =>
        {
            Assert.That(azure.ItemsOf("RemoteDependencyData"), Is.Empty, "spans");
            Assert.That(azure.ItemsOf("MessageData"), Has.Count.EqualTo(Invocations), "logs");
            Assert.That(Sum(azure, "flightevents.received"), Is.EqualTo(Invocations));
        });
    }

    /// <summary>The Bicep templates use these two settings, which determine the log volume in docs/operations/capacity.md.</summary>
    [Test]
    public async Task The_trace_limit_drops_spans_and_keeps_logs_and_metrics()
    {
        await using var azure = await AzureMonitorServer.StartAsync();
        await RunAsync(azure, "--OTEL_TRACES_SAMPLER=microsoft.rate_limited", "--OTEL_TRACES_SAMPLER_ARG=0");

        Assert.Multiple(() =>
        {
            Assert.That(azure.ItemsOf("RemoteDependencyData"), Is.Empty, "spans");
            Assert.That(azure.ItemsOf("MessageData"), Has.Count.EqualTo(Invocations), "logs");
            Assert.That(Sum(azure, "flightevents.received"), Is.EqualTo(Invocations));
        });
    }

    /// <summary>Without this limit, publishers would determine the cost of the app's spans.</summary>
    [Test]
    public async Task The_trace_limit_applies_to_publishers_that_sample_every_trace()
    {
        await using var azure = await AzureMonitorServer.StartAsync();
        await RunAsync(azure, StartProcess, "--OTEL_TRACES_SAMPLER=microsoft.rate_limited", "--OTEL_TRACES_SAMPLER_ARG=0");

        Assert.That(azure.ItemsOf("RequestData"), Is.Empty);
        Assert.That(azure.ItemsOf("MessageData"), Has.Count.EqualTo(Invocations), "logs");
    }

    [Test]
    public async Task A_batch_is_a_request_in_the_trace_of_the_publisher()
    {
        await using var azure = await AzureMonitorServer.StartAsync();
        await RunAsync(azure, StartProcess);

        Assert.That(
            azure.ItemsOf("RequestData").Select(request => request.GetProperty("name").GetString()),
            Has.Exactly(Invocations).EqualTo("process flight-events"));
        Assert.That(
            azure.Items.Where(item => item.GetProperty("data").GetProperty("baseType").GetString() == "RequestData")
                .Select(item => item.GetProperty("tags").GetProperty("ai.operation.id").GetString()),
            Is.EquivalentTo(Enumerable.Range(0, Invocations).Select(i => $"{i + 1:x32}")));
    }

    /// <summary>The alerts select the app's rows by this name (bicep/monitoring/alerts/tables.kql).</summary>
    [Test, NonParallelizable]
    public async Task The_role_of_all_items_is_the_name_of_the_function_app()
    {
        await using var azure = await AzureMonitorServer.StartAsync();
        var before = Environment.GetEnvironmentVariable("WEBSITE_SITE_NAME");
        try
        {
            Environment.SetEnvironmentVariable("WEBSITE_SITE_NAME", "func-latamflights-test");
            await RunAsync(azure);
        }
        finally
        {
            Environment.SetEnvironmentVariable("WEBSITE_SITE_NAME", before);
        }

        var roles = azure.Items.GroupBy(item => item.GetProperty("data").GetProperty("baseType").GetString()!).ToDictionary(
            type => type.Key,
            type => type.Select(item => item.GetProperty("tags").GetProperty("ai.cloud.role").GetString()).Distinct().Single());
        Assert.That(roles.Keys, Is.SupersetOf(["MetricData", "MessageData", "RemoteDependencyData"]));
        Assert.That(roles.Values, Is.All.EqualTo("func-latamflights-test"));
    }

    private static Activity? StartProcess(int number) =>
        EventSpans.StartProcess([new EventData("{}") { Properties = { ["traceparent"] = $"00-{number + 1:x32}-b7ad6b7169203331-01" } }]);

    private static Task RunAsync(AzureMonitorServer azure, params string[] settings) =>
        RunAsync(azure, _ => KustoSpans.Start("query", "Test", "flights"), settings);

    private static async Task RunAsync(AzureMonitorServer azure, Func<int, Activity?> start, params string[] settings)
    {
        using var host = AppHost.Build([.. Worker, $"--APPLICATIONINSIGHTS_CONNECTION_STRING={azure.ConnectionString}", .. settings]);
        await StartExportersAsync(host);
        var tracer = host.Services.GetRequiredService<TracerProvider>();
        var meter = host.Services.GetRequiredService<MeterProvider>();
        var logger = host.Services.GetRequiredService<ILogger<AzureMonitorTests>>();
        var metrics = host.Services.GetRequiredService<IngestMetrics>();
        for (var i = 0; i < Invocations; i++)
        {
            var parent = new ActivityContext(
                ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, isRemote: true);
            using var invocation = new Activity("invocation").SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
            using var span = start(i);
            logger.LogInformation("Invocation {Number}", i.ToString(CultureInfo.InvariantCulture));
            metrics.Received(1);
        }

        Assert.That(tracer.ForceFlush() && meter.ForceFlush() && host.Services.GetRequiredService<LoggerProvider>().ForceFlush(), Is.True);
    }

    /// <summary>Starts only the exporters, because other services of the worker would connect to a Functions host.</summary>
    private static async Task StartExportersAsync(IHost host)
    {
        var exporters = host.Services.GetServices<IHostedService>()
            .Where(service => service.GetType().Assembly.GetName().Name is { } name
                && (name.StartsWith("OpenTelemetry") || name.StartsWith("Azure.Monitor")))
            .ToList();
        Assert.That(exporters, Is.Not.Empty);
        foreach (var exporter in exporters)
            await exporter.StartAsync(default);
    }

    private static double Sum(AzureMonitorServer azure, string name) => azure.ItemsOf("MetricData")
        .SelectMany(data => data.GetProperty("metrics").EnumerateArray())
        .Where(metric => metric.GetProperty("name").GetString() == name)
        .Sum(metric => metric.GetProperty("value").GetDouble());
}
