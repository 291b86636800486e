using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using LatamFunctions.Ingestion;
using LatamFunctions.Telemetry;
using LocalStack.EventHubs;
using LocalStack.Telemetry;
using LocalStack.Telemetry.Otlp;
using Microsoft.Extensions.DependencyInjection;

namespace LocalStack.Tests.Telemetry;

/// <summary>Compares the dashboard in docs/operations/grafana with the metrics that /metrics returns for the app's instruments.</summary>
public partial class GrafanaTests
{
    /// <summary>The dimensions in docs/operations/metrics.md, and the label for the bound of a bucket.</summary>
    private static readonly string[] Labels = ["le", "partition", "reason", "stage", "function", "status", "question"];

    private static readonly IReadOnlyList<string> Queries = ReadQueries();

    [Test]
    public void Every_metric_of_a_query_is_exported() => Assert.That(Used().Except(Exported()), Is.Empty);

    [Test]
    public void Every_exported_metric_is_in_a_query() =>
        Assert.That(Exported().Select(Stem).Except(Used().Select(Stem)), Is.Empty);

    [Test]
    public void Queries_group_and_filter_by_existing_labels()
    {
        var labels = from query in Queries
                     from Match match in Label().Matches(query)
                     from Capture name in match.Groups["name"].Captures
                     select name.Value;

        Assert.That(labels.Distinct().Except(Labels), Is.Empty);
    }

    private static IEnumerable<string> Used() => Queries.SelectMany(query => Name().Matches(query)).Select(match => match.Value).Distinct();

    /// <summary>Returns the metric's name without the suffix of a histogram's series.</summary>
    private static string Stem(string name) => Suffix().Replace(name, "");

    private static HashSet<string> Exported()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        listener.Start();
        _ = new IngestMetrics(services.GetRequiredService<IMeterFactory>());
        _ = new ApiMetrics(services.GetRequiredService<IMeterFactory>());
        var metrics = instruments
            .Where(instrument => instrument.Meter.Name == TelemetryServiceCollectionExtensions.MeterName)
            .DistinctBy(instrument => instrument.Name)
            .Select(Exported);
        var text = PrometheusText.From(metrics, [Gauge(ConsumerLag.WaitingEvents), Gauge(ConsumerLag.LagSeconds)]);
        var names = Name().Matches(text).Select(match => match.Value);
        return [.. names.Where(name => !text.Contains($"# TYPE {name} histogram", StringComparison.Ordinal))];
    }

    private static LabelledValue Gauge(string name) => new(name, ("partition", "0"), 0);

    private static Metric Exported(Instrument instrument)
    {
        var metric = new Metric { Name = instrument.Name, Unit = instrument.Unit ?? "" };
        if (instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal))
            metric.Sum = new Sum { IsMonotonic = true, DataPoints = { new NumberDataPoint { AsInt = 1 } } };
        else
        {
            metric.Histogram =
                new Histogram { DataPoints = { new HistogramDataPoint { ExplicitBounds = { 1 }, BucketCounts = { 0, 0 } } } };
        }
        return metric;
    }

    private static List<string> ReadQueries()
    {
        var path = Path.Combine(Repository.Root, "docs/operations/grafana/latamfunctions.json");
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
        ];
    }

    [GeneratedRegex(@"\b(?:flightevents|api|eventhubs)_[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"by \((?:(?<name>\w+)(?:, )?)+\)|[{,] ?(?<name>\w+)(?==|!=|=~|!~)")]
    private static partial Regex Label();
}
