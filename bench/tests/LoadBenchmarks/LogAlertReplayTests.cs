using System.Text.RegularExpressions;
using LoadBenchmark.Drills;

namespace Bench.Tests.LoadBenchmarks;

public partial class LogAlertReplayTests
{
    private static readonly MetricRow Good = new("api.request.duration", Labels("200"), 60_000, 50, 6000);
    private static readonly MetricRow Stored = new("flightevents.stored", new Dictionary<string, string>(), 60_000, 0, 1);

    private DirectoryInfo _folder = null!;
    private LogAlertReplay _replay = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("alerts-");
        _replay = await LogAlertReplay.StartAsync(_folder.FullName);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_replay is not null)
            await _replay.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    [Test]
    public void Every_documented_log_alert_is_read()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/operations/alerts.md"));
        var rules = AlertRule.Read().ToDictionary(rule => rule.Name);
        var rows = Row().Matches(page).ToDictionary(row => row.Groups["name"].Value, row => int.Parse(row.Groups["severity"].Value));

        Assert.Multiple(() =>
        {
            Assert.That(rows.Keys, Is.SupersetOf(rules.Keys));
            Assert.That(rules.Values.Where(rule => rule.Severity != rows[rule.Name]), Is.Empty);
            Assert.That(rules["api-availability-fast"].FrequencyMinutes, Is.EqualTo(5));
            Assert.That(rules["events-unresolved"].FrequencyMinutes, Is.EqualTo(10));
            Assert.That(rules, Has.Count.EqualTo(26));
        });
    }

    [Test]
    public async Task No_alert_fires_without_a_fault() =>
        Assert.That(await FindAsync(Minute(Good, Stored)), Is.Empty);

    /// <summary>The fault is not the cause of an alert that fires before the fault.</summary>
    [Test]
    public async Task An_alert_that_fires_without_the_fault_has_zero_minutes()
    {
        var failing = Minute(Good with { Labels = Labels("503") }, Stored);

        var alerts = await _replay.FindAsync(new Incident(failing, failing), CancellationToken.None);

        Assert.That(alerts.Select(alert => (alert.Name, alert.Minutes)), Does.Contain(("api-availability-fast", 0)));
    }

    [Test]
    public async Task Error_responses_fire_the_availability_alerts_according_to_their_windows()
    {
        var alerts = await FindAsync(Minute(Good with { Count = 3000 }, Good with { Labels = Labels("503"), Count = 3000 }, Stored));

        // The budget of the fast rule is used up within 5 minutes. Errors are counted per minute.
        Assert.That(
            alerts.Select(alert => (alert.Name, alert.Minutes)),
            Is.SupersetOf(new[] { ("api-availability-fast", 5), ("errors-per-minute", 5), ("api-availability-slow", 15) }));
        Assert.That(alerts.Select(alert => alert.Name), Has.None.StartsWith("freshness").And.None.EqualTo("events-stuck"));
    }

    [Test]
    public async Task An_age_metric_grows_until_its_alert_fires()
    {
        var stuck = new MetricRow("flightevents.checkpoint.age", new Dictionary<string, string> { ["partition"] = "0" }, 0, 10_000, 6);

        var alerts = await FindAsync(Minute(Good, Stored, stuck));

        Assert.That(alerts.Select(alert => (alert.Name, alert.Minutes)), Does.Contain(("checkpoint-stalled", 15)));
    }

    [Test]
    public async Task A_failing_availability_test_and_missing_metrics_fire_alerts()
    {
        var alerts = await FindAsync(Minute() with { IsHealthy = false });

        Assert.That(alerts.Select(alert => alert.Name), Is.SupersetOf(new[] { "api-unreachable", "events-stuck" }));
    }

    private Task<IReadOnlyList<AlertTime>> FindAsync(RecordedMinute fault) =>
        _replay.FindAsync(new Incident(Minute(Good, Stored), fault), CancellationToken.None);

    private static RecordedMinute Minute(params MetricRow[] rows) => new(rows, Arrived: 60_000, IsHealthy: true, TimeSpan.FromSeconds(10));

    private static Dictionary<string, string> Labels(string status) => new() { ["function"] = "GetFlight", ["status"] = status };

    [GeneratedRegex(@"^\| `(?<name>[\w-]+)` \| (?<severity>\d) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
