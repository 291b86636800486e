using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs;
using Kusto.Data.Common;
using Kusto.Data.Net.Client;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>Tests the indicator counts, from the metrics to the rows in the table ServiceLevels.</summary>
public sealed partial class ServiceLevelTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 30, 20, TimeSpan.Zero);

    private readonly List<string> _bodies = [];
    private readonly CapturedLog<ServiceLevelWriter> _log = new();
    private ServiceProvider _services = null!;
    private ServiceLevelCounter _counter = null!;
    private ApiMetrics _api = null!;
    private IngestMetrics _ingest = null!;
    private FixedTime _time = null!;

    [SetUp]
    public void SetUp()
    {
        _bodies.Clear();
        _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = _services.GetRequiredService<IMeterFactory>();
        _time = new FixedTime(Now);
        _counter = new ServiceLevelCounter(meters, _time);
        _api = new ApiMetrics(meters);
        _ingest = new IngestMetrics(meters);
    }

    [TearDown]
    public void TearDown()
    {
        _counter.Dispose();
        _services.Dispose();
    }

    [Test]
    public void Responses_are_counted_by_function_without_probes()
    {
        _api.Request("GetFlight", 200, TimeSpan.FromMilliseconds(50));
        _api.Request("GetFlight", 404, TimeSpan.FromMilliseconds(1500));
        _api.Request("GetFlight", 503, TimeSpan.FromMilliseconds(2000));
        _api.Request("SearchFlights", 200, TimeSpan.FromMilliseconds(100));
        _api.Request("Health", 503, TimeSpan.FromMilliseconds(2000));

        Assert.That(_counter.Drain(), Is.EquivalentTo(
        [
            new ServiceLevel("api-availability", "GetFlight", 3, 2), new ServiceLevel("api-latency", "GetFlight", 2, 1),
            new ServiceLevel("api-within-100ms", "GetFlight", 3, 1), new ServiceLevel("api-availability", "SearchFlights", 1, 1),
            new ServiceLevel("api-latency", "SearchFlights", 1, 1), new ServiceLevel("api-within-100ms", "SearchFlights", 1, 1),
        ]));
    }

    [Test]
    public void Events_are_counted_by_age_and_by_outcome()
    {
        // Events with an age of more than 10 s, slightly more than 50 ms, and exactly 50 ms.
        EventData[] messages = [Enqueued(10.001), Enqueued(0.0501), Enqueued(0.050)];
        var rows = new FlightEventRow[3];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = rows[i] with { MessageIndex = i };
        _ingest.Stored(3, 0);
        _ingest.EndToEnd(Now, rows, messages);
        _ingest.DeadLettered(EventRule.Malformed, IngestStage.Decoded);
        _ingest.BatchCompleted("0", TimeSpan.FromMilliseconds(50), TimeSpan.Zero);
        _ingest.BatchCompleted("0", TimeSpan.FromMilliseconds(51), TimeSpan.Zero);

        Assert.That(_counter.Drain(), Is.EquivalentTo(
        [
            new ServiceLevel("dead-letters", "", 4, 3), new ServiceLevel("end-to-end-latency", "", 3, 2),
            new ServiceLevel("events-within-50ms", "", 3, 1), new ServiceLevel("batch-latency", "", 2, 1),
        ]));
    }

    [Test]
    public void A_minute_is_fresh_if_no_partition_lags_more_than_60_seconds()
    {
        _ingest.Waiting("0", TimeSpan.FromSeconds(60), TimeSpan.Zero);
        Assert.That(_counter.Drain(), Is.Empty, "the minute has not ended");

        _time.Advance(TimeSpan.FromMinutes(1));
        _ingest.Waiting("0", TimeSpan.FromSeconds(1), TimeSpan.Zero);
        _ingest.Waiting("1", TimeSpan.FromSeconds(61), TimeSpan.Zero);
        _ingest.Waiting("0", TimeSpan.FromSeconds(1), TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(_counter.Drain(), Is.EqualTo([new ServiceLevel("freshness", "", 2, 1)]));
    }

    [Test]
    public async Task Counts_that_could_not_be_stored_are_written_with_the_next_counts()
    {
        using var writer = Writer(new InvalidOperationException("down"), null);
        _api.Request("GetFlight", 200, TimeSpan.FromMilliseconds(500));
        await writer.WriteAsync(default);
        _api.Request("GetFlight", 503, TimeSpan.FromMilliseconds(500));
        await writer.WriteAsync(default);
        await writer.WriteAsync(default);

        Assert.Multiple(() =>
        {
            Assert.That(_bodies, Has.Count.EqualTo(2), "the third call has no counts to write");
            Assert.That(Rows(_bodies[1]), Does.Contain("2026-11-20T18:30:20.0000000Z api-availability GetFlight 2 1"));
            Assert.That(_log.Lines, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Remaining_counts_are_written_when_the_process_ends()
    {
        using var writer = Writer((Exception?)null);
        await writer.StartAsync(default);
        _api.Request("GetFlight", 200, TimeSpan.FromMilliseconds(500));
        await writer.StopAsync(default);

        Assert.That(_bodies.SelectMany(Rows), Has.Some.EndsWith("api-latency GetFlight 1 1"));
    }

    /// <summary>Checks that the documentation of objectives lists exactly the stored indicators.</summary>
    [Test]
    public void The_indicators_match_the_documentation()
    {
        Responses_are_counted_by_function_without_probes();
        _api.Request("GetFlight", 200, TimeSpan.Zero);
        _ingest.Stored(1, 0);
        _ingest.BatchCompleted("0", TimeSpan.Zero, TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMinutes(1));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "slos.md"));

        Assert.That(
            _counter.Drain().Select(count => count.Indicator).Distinct(),
            Is.EquivalentTo(IndicatorRow().Matches(page).Select(row => row.Groups[1].Value)));
    }

    private static EventData Enqueued(double secondsAgo) =>
        EventHubsModelFactory.EventData(
            BinaryData.FromString("{}"), sequenceNumber: 1, offsetString: "1", enqueuedTime: Now.AddSeconds(-secondsAgo));

    private static IEnumerable<string> Rows(string body) =>
        from line in body.Split('\n')
        let row = JsonSerializer.Deserialize<JsonElement>(line)
        select string.Join(' ', row.EnumerateObject().Where(column => column.Name != "Instance").Select(column => column.Value));

    /// <summary>Creates a writer whose requests fail with <paramref name="results"/>, in order; <c>null</c> means success.</summary>
    private ServiceLevelWriter Writer(params Exception?[] results)
    {
        var ingest = new Mock<IStreamingIngestProvider>(MockBehavior.Strict);
        ingest
            .Setup(provider => provider.ExecuteStreamIngestAsync(
                "flights", ServiceLevelWriter.Table, It.IsAny<Stream>(), It.IsAny<StreamProperties>(), It.IsAny<ClientRequestProperties>(),
                DataSourceFormat.json, ServiceLevelWriter.Mapping, It.IsAny<CancellationToken>()))
            .Returns((string _, string _, Stream rows, StreamProperties _, ClientRequestProperties _, DataSourceFormat _, string _,
                CancellationToken _) =>
            {
                using var text = new StreamReader(rows, leaveOpen: true);
                _bodies.Add(text.ReadToEnd());
                return results[_bodies.Count - 1] is { } failure
                    ? Task.FromException<System.Data.IDataReader>(failure)
                    : Task.FromResult(Mock.Of<System.Data.IDataReader>());
            });
        return new ServiceLevelWriter(_counter, ingest.Object, Options.Create(new KustoOptions()), _time, _log);
    }

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex IndicatorRow();
}
