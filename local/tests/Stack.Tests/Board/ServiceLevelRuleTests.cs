using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Telemetry;
using LocalEventHubs.Tests;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Board;
using LocalStack.Kusto;
using Microsoft.Extensions.DependencyInjection;

namespace LocalStack.Tests.Board;

/// <summary>
/// Tests that the app counts its indicators with the same rules as the alert queries. The app and the queries receive the same
/// measurements. The app records the measurements as they occur, and the queries read the measurements as rows of a workspace.
/// </summary>
public sealed class ServiceLevelRuleTests
{
    private const int Seed = 20261127;
    private const int Minutes = 40;

    private static readonly string[] Functions = ["GetFlight", "SearchFlights", "Health"];
    private static readonly int[] Statuses = [200, 304, 404, 429, 500, 503, 504];

    [Test]
    public async Task The_counts_of_the_app_match_the_alert_queries()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var time = new ManualTime();
        using var counter = new ServiceLevelCounter(meters, time);
        using var recorded = new RecordedMinutes(meters, time);
        Measure(new ApiMetrics(meters), new IngestMetrics(meters), time);
        var counts = counter.Drain()
            .GroupBy(count => count.Indicator)
            .ToDictionary(group => group.Key, group => (Total: group.Sum(one => one.Total), Bad: group.Sum(one => one.Total - one.Good)));

        using var folder = new TempDirectory();
        await using var engine = await KustoServer.StartAsync(
            new KustoServerOptions { DataDirectory = folder.Path, Port = 0, Database = "logs" });
        using var http = new HttpClient();
        var kusto = new KustoRestClient(http, engine.Endpoint, "logs");
        await kusto.CommandAsync($".set AppMetrics <| {recorded.ToKql()}", default);

        foreach (var objective in Objective.All)
        {
            var sums = await kusto.QueryAsync(
                $"{AlertRules.Indicator(objective)} sli | summarize tolong(sum(Total)), tolong(sum(Bad))", default);

            Assert.That(counts[objective.Name], Is.EqualTo((sums[0][0].GetInt64(), sums[0][1].GetInt64())), objective.Name);
            Assert.That(counts[objective.Name].Bad, Is.GreaterThan(0).And.LessThan(counts[objective.Name].Total), objective.Name);
        }
    }

    /// <summary>Records random measurements around each limit.</summary>
    private static void Measure(ApiMetrics api, IngestMetrics ingest, ManualTime time)
    {
        var random = new Random(Seed);
        for (var minute = 0; minute < Minutes; minute++)
        {
            for (var request = 0; request < 30; request++)
            {
                api.Request(
                    Functions[random.Next(Functions.Length)], Statuses[random.Next(Statuses.Length)],
                    TimeSpan.FromMilliseconds(random.Next(1, 1200)));
            }

            var age = random.NextDouble() < 0.2 ? 12 : random.NextDouble() < 0.5 ? 0.03 : 1;
            var message = EventHubsModelFactory.EventData(
                BinaryData.FromString("{}"), sequenceNumber: 1, offsetString: "1", enqueuedTime: time.Now.AddSeconds(-age));
            var rows = new FlightEventRow[random.Next(1, 50)];
            ingest.Stored(rows.Length, 0);
            ingest.EndToEnd(time.Now, rows, [message]);
            for (var count = random.Next(3); count > 0; count--)
                ingest.DeadLettered(EventRule.Malformed, IngestStage.Decoded);

            ingest.BatchCompleted("0", TimeSpan.FromMilliseconds(random.Next(1, 100)), TimeSpan.FromSeconds(random.Next(1, 50)));
            ingest.Waiting("1", TimeSpan.FromSeconds(random.NextDouble() < 0.2 ? 61 : 60), TimeSpan.FromSeconds(1));
            time.Now += TimeSpan.FromMinutes(1);
        }
    }

    /// <summary>Records measurements as Azure Monitor would: one row per minute for each metric and set of labels.</summary>
    private sealed class RecordedMinutes : IDisposable
    {
        private readonly List<(DateTimeOffset Minute, string Name, string Labels, double Value)> _measurements = [];
        private readonly MeterListener _listener = new();
        private readonly TimeProvider _time;

        public RecordedMinutes(IMeterFactory meters, TimeProvider time)
        {
            _time = time;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _listener.Start();
        }

        public string ToKql()
        {
            var rows = from measurement in _measurements
                       group measurement.Value by (measurement.Minute, measurement.Name, measurement.Labels) into series
                       let values = string.Create(CultureInfo.InvariantCulture, $"{series.Sum():F3}, {series.Max():F3}, {series.Count()}")
                       let at = $"{series.Key.Minute.UtcDateTime:O}"
                       select $"datetime({at}), '{series.Key.Name}', {values}, 'FUNCTION_APP', dynamic({series.Key.Labels})";
            const string columns =
                "TimeGenerated: datetime, Name: string, Sum: real, Max: real, ItemCount: int, AppRoleName: string, Properties: dynamic";
            return $"datatable({columns}) [{string.Join(",\n", rows)}]";
        }

        public void Dispose() => _listener.Dispose();

        private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
            _measurements.Add((_time.GetUtcNow(), name, JsonSerializer.Serialize(labels), value));
        }
    }
}
