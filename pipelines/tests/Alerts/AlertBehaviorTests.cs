using LocalStack.Fleet;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;
using static LocalStack.Fleet.WorkspaceRow;

namespace Pipelines.Tests.Alerts;

/// <summary>
/// Tests every log alert on the local engine over a workspace with generated rows: the alert fires when it must, does not fire while the
/// objective is met, and resolves after the cause has ended. Rows from another system in the same workspace are ignored.
/// </summary>
public sealed class AlertBehaviorTests
{
    private LogWorkspace _workspace = null!;

    private static readonly string[] Conditions =
    [
        "events-stuck", "api-unreachable", "events-unresolved", "checkpoint-stalled", "breaker-open", "retry-loop", "errors-per-minute",
        "host-restarts",
        "logs-capped",
    ];

    private static readonly string[] Objectives = ["api-availability", "api-latency", "end-to-end-latency", "freshness", "dead-letters"];

    /// <summary>batch-latency has no fast tier, because a burn rate of 14.4 would require 72 % slow batches.</summary>
    private static IEnumerable<string> BurnRates =>
        [
            .. from objective in Objectives from tier in new[] { "fast", "slow", "day" } select $"{objective}-{tier}",
            "batch-latency-slow",
            "batch-latency-day",
        ];

    private static IEnumerable<TestCaseData> Cases =>
        from alert in BurnRates.Concat(Conditions)
        from expectation in Enum.GetValues<Expectation>()
        where alert != "logs-capped" || expectation != Expectation.IsOfAnotherSystem
        select new TestCaseData(alert, expectation);

    public enum Expectation
    {
        Fires,
        StaysSilent,
        Resets,
        IsOfAnotherSystem,
    }

    [OneTimeSetUp]
    public async Task CreateWorkspaceAsync()
    {
        BicepCompiler.Require();
        _workspace = await LogWorkspace.StartAsync();
    }

    [OneTimeTearDown]
    public async Task DeleteWorkspaceAsync()
    {
        if (_workspace is not null)
            await _workspace.DisposeAsync();
    }

    [Test]
    public void Every_log_alert_has_cases() =>
        Assert.That(
            AlertTable.From(RepositorySnapshot.Current).Where(alert => alert.Query is not null).Select(alert => alert.Name),
            Is.EquivalentTo(BurnRates.Concat(Conditions)));

    [TestCaseSource(nameof(Cases))]
    public async Task An_alert_behaves_as_expected(string name, Expectation expectation)
    {
        var names = SystemNames.From(RepositorySnapshot.Current.Templates.Snapshot("prod"));
        var fed = expectation == Expectation.IsOfAnotherSystem ? Expectation.Fires : expectation;
        var query = AlertTable.From(RepositorySnapshot.Current).Single(alert => alert.Name == name).Query!;
        var rows = (BurnRate.Read(query) is { } rule ? Burning(name, rule, fed) : Condition(name, fed)).ToList();
        await _workspace.FeedAsync(rows, DateTimeOffset.UtcNow, fed == expectation ? names : SystemNames.Other);

        var fired = (await _workspace.QueryAsync(query)).Rows;

        Assert.That(fired, expectation == Expectation.Fires ? Is.Not.Empty : Is.Empty, $"{rows.Count} rows fed");
    }

    /// <summary>
    /// Creates the rows for a burn-rate alert. For Fires, the share of bad events is 1.5 times the alert's threshold, but at most 1. For
    /// StaysSilent, the share is half of the threshold. For Resets, all events are bad before the short window and good within the short
    /// window.
    /// </summary>
    private static IEnumerable<WorkspaceRow> Burning(string name, BurnRate rule, Expectation expectation)
    {
        var allowed = rule.Burn * (1 - rule.Objective);
        var step = TimeSpan.FromMinutes(1);
        var minute = 0;
        for (var age = step / 2; age < rule.LongWindow; age += step)
        {
            var share = expectation switch
            {
                // A short window has too few minutes to represent a share, so for freshness all minutes are bad.
                Expectation.Fires => name.StartsWith("freshness", StringComparison.Ordinal) ? 1 : Math.Min(1, 1.5 * allowed),
                Expectation.StaysSilent => 0.5 * allowed,
                _ => age < rule.ShortWindow + step ? 0 : 1,
            };
            foreach (var row in Measured(name[..name.LastIndexOf('-')], age, share, minute++))
                yield return row;
        }
    }

    /// <summary>Returns rows for one minute of the objective's indicator, with the specified share of bad events.</summary>
    private static IEnumerable<WorkspaceRow> Measured(string objective, TimeSpan age, double bad, int minute)
    {
        const int total = 1000;
        var badCount = (int)Math.Round(bad * total);
        switch (objective)
        {
            case "api-availability":
                yield return Responses(age, "200", total - badCount);
                yield return Responses(age, "503", badCount);
                yield return Responses(age, "503", total, "Health");
                break;
            case "api-latency":
                yield return Responses(age, "200", total);
                yield return Metric(age, "api.request.slow", sum: badCount, properties: ResponseProperties("SearchFlights", "200"));
                yield return Metric(age, "api.request.slow", sum: total, properties: ResponseProperties("SearchFlights", "504"));
                break;
            case "end-to-end-latency":
                yield return Metric(age, "flightevents.stored", sum: total);
                yield return Metric(age, "flightevents.end_to_end.late", sum: badCount);
                break;
            case "dead-letters":
                yield return Metric(age, "flightevents.stored", sum: total - badCount);
                yield return Metric(age, "flightevents.deadlettered", sum: badCount);
                break;
            case "batch-latency":
                yield return Metric(age, "flightevents.ingest.duration", sum: total * 20, count: total);
                yield return Metric(age, "flightevents.ingest.slow", sum: badCount, count: total);
                break;
            case "freshness":
                // A minute is either good or bad, so here the share is the share of bad minutes.
                var isBad = Math.Floor((minute + 1) * bad) > Math.Floor(minute * bad);
                yield return Metric(age, "flightevents.consumer.lag", max: isBad ? 90_000 : 800);
                break;
            default:
                Assert.Fail($"The objective {objective} has no test data. Add the rows of its indicator here.");
                break;
        }
    }

    private static IEnumerable<WorkspaceRow> Condition(string name, Expectation expectation)
    {
        var fires = expectation == Expectation.Fires;
        var resets = expectation == Expectation.Resets;
        switch (name)
        {
            case "events-stuck":
                yield return HubMessages(Minutes(resets ? 50 : 30), 100);
                yield return Metric(Minutes(resets ? 55 : 20), "flightevents.stored", sum: fires || resets ? 0 : 100);
                break;
            case "api-unreachable":
                yield return Probe(Minutes(5), "Zurich", false);
                yield return Probe(Minutes(5), "Dublin", expectation == Expectation.StaysSilent);
                if (resets)
                {
                    yield return Probe(Minutes(1), "Zurich", true);
                    yield return Probe(Minutes(1), "Dublin", true);
                }

                break;
            case "events-unresolved":
                yield return Metric(Minutes(30), "flightevents.received", sum: 10_000);
                yield return Metric(Minutes(30), "flightevents.stored", sum: expectation == Expectation.StaysSilent ? 9_950 : 9_000);
                if (resets)
                    yield return Metric(Minutes(5), "flightevents.stored", sum: 1_000);
                break;
            case "checkpoint-stalled":
                yield return Metric(
                    Minutes(resets ? 15 : 2),
                    "flightevents.checkpoint.age",
                    max: expectation == Expectation.StaysSilent ? 500_000 : 700_000);
                break;
            case "breaker-open":
                for (var minute = 0; minute < (expectation == Expectation.StaysSilent ? 5 : 9); minute++)
                {
                    yield return Metric(
                        Minutes((resets ? 15 : 0) + minute + 0.5), "flightevents.breaker.state", max: minute % 2 == 0 ? 2 : 1);
                }
                break;
            case "retry-loop":
                yield return Metric(Minutes(resets ? 40 : 5), "flightevents.received", sum: 1_000);
                yield return Metric(
                    Minutes(resets ? 40 : 5), "flightevents.retried", sum: expectation == Expectation.StaysSilent ? 400 : 600);
                break;
            case "errors-per-minute":
                yield return Responses(Minutes(resets ? 20 : 3), "500", expectation == Expectation.StaysSilent ? 3 : 6);
                yield return Exceptions(Minutes(resets ? 20 : 3), expectation == Expectation.StaysSilent ? 3 : 6);
                break;
            case "host-restarts":
                for (var start = 0; start < 4; start++)
                {
                    yield return HostLog(
                        Minutes((resets ? 40 : 0) + start + 1),
                        "Host started (123ms)",
                        expectation == Expectation.StaysSilent && start > 1 ? "b" : "a");
                }
                break;
            case "logs-capped":
                yield return Operation(
                    Minutes(resets ? 1500 : 600), expectation == Expectation.StaysSilent ? "Retention changed" : "OverQuota");
                break;
            default:
                Assert.Fail($"The alert {name} has no test data. Add rows that make it fire and rows that do not.");
                break;
        }
    }

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
