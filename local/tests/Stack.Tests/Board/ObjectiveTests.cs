using System.Globalization;
using System.Text.Json;
using LocalEventHubs.Tests;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Board;
using LocalStack.Kusto;
using LocalStack.Telemetry;
using LocalStack.Tests.Telemetry;

namespace LocalStack.Tests.Board;

/// <summary>
/// Tests that the board's objectives equal the objectives of the alerts in Azure. The numbers are compared with the Bicep module. Each
/// indicator and burn rate is compared with the result of the alert's KQL on the local engine for the same counts.
/// </summary>
public sealed class ObjectiveTests
{
    private const int Seed = 20261126;

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 30, 20, TimeSpan.Zero);

    private TempDirectory _folder = null!;
    private KustoServer _engine = null!;
    private HttpClient _http = null!;
    private KustoRestClient _kusto = null!;
    private List<MetricTotals> _minutes = null!;

    private static IEnumerable<TestCaseData> Rules() =>
        from objective in Objective.All
        from tier in objective.Tiers
        select new TestCaseData(objective.Name, tier.Name);

    [OneTimeSetUp]
    public async Task FeedAsync()
    {
        _folder = new TempDirectory();
        _engine = await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = _folder.Path, Port = 0, Database = "logs" });
        _http = new HttpClient();
        _kusto = new KustoRestClient(_http, _engine.Endpoint, "logs");
        _minutes = [.. RandomMinutes()];
        await _kusto.CommandAsync($".set AppMetrics <| {RowsOf(_minutes)}", default);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http?.Dispose();
        if (_engine is not null)
            await _engine.DisposeAsync();
        _folder?.Dispose();
    }

    [Test]
    public void Targets_minimums_and_tiers_match_the_Bicep_module() =>
        Assert.That(
            Objective.All.Select(objective =>
                (objective.Name, objective.Target, objective.MinimumTotal, string.Join(", ", objective.Tiers.Select(tier => tier.Name)))),
            Is.EqualTo(AlertRules.Objectives()));

    [Test]
    public void Windows_and_burn_rates_match_the_Bicep_module() =>
        Assert.That(AlertRules.Tiers(), Is.EqualTo([BurnRateTier.Fast, BurnRateTier.Slow, BurnRateTier.Day]));

    [TestCaseSource(nameof(Rules))]
    public async Task The_burn_rate_and_the_alert_match_the_alert_query(string name, string tierName)
    {
        var objective = Objective.All.Single(one => one.Name == name);
        var tier = objective.Tiers.Single(one => one.Name == tierName);
        var budget = new ErrorBudget(objective);
        foreach (var minute in _minutes)
            budget.Add(minute);

        var state = budget.Evaluate(Now).Tiers.Single(one => one.Name == tierName);
        var always = await _kusto.QueryAsync(AlertRules.BurnRate(objective, tier, burn: -1, minimumTotal: 0, Now), default);
        var fired = await _kusto.QueryAsync(AlertRules.BurnRate(objective, tier, tier.Burn, objective.MinimumTotal, Now), default);

        Assert.Multiple(() =>
        {
            Assert.That(state.LongBurn, Is.GreaterThan(0).And.EqualTo(always[0][0].GetDouble()).Within(1e-6).Percent);
            Assert.That(state.ShortBurn, Is.EqualTo(always[0][1].GetDouble()).Within(1e-6).Percent);
            Assert.That(state.IsFiring, Is.EqualTo(fired.Count > 0));
        });
    }

    [Test]
    public async Task The_counts_of_a_day_match_the_indicator_query()
    {
        foreach (var objective in Objective.All)
        {
            var budget = new ErrorBudget(objective);
            foreach (var minute in _minutes)
                budget.Add(minute);

            var state = budget.Evaluate(Now);
            var since = (Now - TimeSpan.FromDays(1)).UtcDateTime;
            var query = $"{AlertRules.Indicator(objective)} sli | where TimeGenerated > datetime({since:O}) "
                + "| summarize todouble(sum(Total)), todouble(sum(Bad))";
            var counts = (await _kusto.QueryAsync(query, default))[0];

            Assert.That((state.Total, state.Bad), Is.EqualTo((counts[0].GetDouble(), counts[1].GetDouble())), objective.Name);
            Assert.That(state.Bad, Is.GreaterThan(0), objective.Name);
        }
    }

    [Test]
    public void An_objective_without_events_has_its_full_budget()
    {
        var state = new ErrorBudget(Objective.All[0]).Evaluate(Now);

        Assert.That((state.Attainment, state.BudgetLeft, state.Tiers.Any(tier => tier.IsFiring)), Is.EqualTo(((double?)null, 1d, false)));
    }

    [Test]
    public void Counts_older_than_a_day_are_discarded()
    {
        var budget = new ErrorBudget(Objective.All.Single(objective => objective.Name == "dead-letters"));
        budget.Add(new MetricTotals(Now - TimeSpan.FromHours(25), [Metrics.Counter("flightevents.deadlettered", 5)]));
        budget.Add(new MetricTotals(Now, [Metrics.Counter("flightevents.stored", 100)]));

        var state = budget.Evaluate(Now);

        Assert.That((state.Total, state.Bad, state.Attainment), Is.EqualTo((100d, 0d, (double?)1)));
    }

    /// <summary>
    /// Generates metrics for 26 hours: for every sixth minute, and for every minute of the last hour. Some hours are bad, so that some
    /// rules fire.
    /// </summary>
    private static IEnumerable<MetricTotals> RandomMinutes()
    {
        var random = new Random(Seed);
        var last = Now.AddSeconds(-Now.Second);
        for (var age = 26 * 60; age >= 0; age -= age > 60 ? 6 : 1)
        {
            var badShare = age / 60 % 3 == 0 ? 0.3 : 0.005;
            int Bad(int total) => Enumerable.Range(0, total).Count(_ => random.NextDouble() < badShare);
            double[] Some(int count, double highest) => [.. Enumerable.Range(0, count).Select(_ => highest * random.NextDouble())];
            var batches = random.Next(5, 40);
            var late = random.NextDouble() < badShare;
            yield return new MetricTotals(last.AddMinutes(-age),
            [
                Metrics.Durations("api.request.duration", Some(random.Next(20, 60), 900), ("function", "GetFlight"), ("status", "200")),
                Metrics.Durations("api.request.duration", Some(Bad(50), 9000), ("function", "GetFlight"), ("status", "503")),
                Metrics.Durations("api.request.duration", Some(9, 10), ("function", "Health"), ("status", "503")),
                Metrics.Counter("api.request.slow", Bad(50), ("function", "GetFlight"), ("status", "200")),
                Metrics.Counter("api.request.slow", 7, ("function", "GetFlight"), ("status", "503")),
                Metrics.Counter("flightevents.stored", random.Next(100, 400)),
                Metrics.Counter("flightevents.deadlettered", Bad(100), ("reason", "Format"), ("stage", "Checked")),
                Metrics.Counter("flightevents.end_to_end.late", Bad(100)),
                Metrics.Durations("flightevents.ingest.duration", Some(batches, 80)),
                Metrics.Counter("flightevents.ingest.slow", Bad(batches)),
                Metrics.Durations("flightevents.consumer.lag", Some(3, late ? 200_000 : 50_000), ("partition", "0")),
                Metrics.Durations("flightevents.consumer.lag", Some(3, 1000), ("partition", "1")),
            ]);
        }
    }

    /// <summary>
    /// Returns the rows that Azure Monitor would store. The maximum of a histogram is the upper bound of its highest bucket.
    /// </summary>
    private static string RowsOf(IEnumerable<MetricTotals> minutes)
    {
        string[] names =
        [
            "api.request.duration", "api.request.slow", "flightevents.stored", "flightevents.deadlettered", "flightevents.end_to_end.late",
            "flightevents.ingest.duration", "flightevents.ingest.slow", "flightevents.consumer.lag",
        ];
        var rows = from minute in minutes
                   from series in names.SelectMany(minute.Named)
                   where series.Value.Count > 0 || series.Value.Sum > 0
                   select RowOf(minute.At, series);
        const string Columns =
            "TimeGenerated: datetime, Name: string, Sum: real, Max: real, ItemCount: int, AppRoleName: string, Properties: dynamic";
        return $"datatable({Columns}) [{string.Join(",\n", rows)}]";
    }

    private static string RowOf(DateTimeOffset at, MetricSeries series)
    {
        var (name, labels, value) = (series.Name, JsonSerializer.Serialize(series.Labels), series.Value);
        var values = string.Create(CultureInfo.InvariantCulture, $"{value.Sum:F6}, {MaxOf(value):F1}, {Math.Max(1, value.Count)}");
        return $"datetime({at.UtcDateTime:O}), '{name}', {values}, 'FUNCTION_APP', dynamic({labels})";
    }

    private static double MaxOf(Distribution values)
    {
        var highest = values.Buckets.ToList().FindLastIndex(count => count > 0);
        return highest < 0 ? 0 : values.Bounds.ElementAtOrDefault(highest) is var bound and > 0 ? bound : values.Bounds[^1] + 1;
    }
}
