using System.Globalization;
using System.Text.RegularExpressions;
using LocalStack.Fleet;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Alerts;

/// <summary>
/// Tests that docs/operations/alerts.md, docs/operations/slos.md and the workbook contain the same numbers as the alerts and the app. Each
/// alert and objective must be documented, and each documented alert and objective must exist.
/// </summary>
public sealed partial class ThresholdTests
{
    private static readonly RepositorySnapshot Files = RepositorySnapshot.Current;

    /// <summary>The column "good event" in slos.md. Names in braces are limits in the app's code.</summary>
    private static readonly Dictionary<string, string> GoodEvents = new()
    {
        ["api-availability"] = "A response without a server error (no 5xx; 4xx and health probes do not count)",
        ["api-latency"] = "A response without a server error within {slow-request}",
        ["end-to-end-latency"] = "An event stored within {late-event} of its arrival in the hub",
        ["freshness"] = "A minute in which no partition is more than {lag} behind",
        ["dead-letters"] = "An event that is stored, or was already stored",
        ["batch-latency"] = "A batch stored or dead-lettered within {slow-batch} of its arrival in the function",
        ["api-within-100ms"] = "A response within {aim-request}, regardless of its status",
        ["events-within-50ms"] =
            "An event stored at most {aim-event} after its arrival in the hub. "
            + "A difference between the clocks of the hub and the app changes the share",
    };

    private static FiresWhen FiresWhen => new(Files, Files.Templates.Snapshot("prod"), "prod");

    [Test]
    public void Each_alert_fires_as_documented()
    {
        BicepCompiler.Require();
        var texts = FiresWhen;

        Assert.That(
            AlertRow().Matches(Files["docs/operations/alerts.md"]).Select(row => $"{row.Groups["name"].Value}: {row.Groups["text"].Value}"),
            Is.EquivalentTo(AlertTable.From(Files).Select(alert => $"{alert.Name}: {texts.Text(alert)}")));
    }

    [Test]
    public void The_objectives_page_has_the_objectives_of_the_alerts()
    {
        BicepCompiler.Require();
        var texts = FiresWhen;
        var objectives = from alert in AlertTable.From(Files)
                         where alert.Query is not null
                         let rule = BurnRate.Read(alert.Query!)
                         where rule is not null
                         group rule.Objective by alert.Name[..alert.Name.LastIndexOf('-')];

        Assert.That(
            ObjectiveRow().Matches(Files["docs/operations/slos.md"])
                .Select(row => $"{row.Groups["name"]}: {row.Groups["good"]}, {row.Groups["percent"]} %, {row.Groups["budget"]}"),
            Is.EquivalentTo(
                from one in objectives
                let objective = one.Distinct().Single()
                let good = texts.Filled(GoodEvents[one.Key])
                select Invariant($"{one.Key}: {good}, {100 * objective} %, {Budget(one.Key, objective)}")));
    }

    [Test]
    public void The_yearly_indicators_use_the_limits_of_the_app_and_the_share_in_the_schema()
    {
        BicepCompiler.Require();
        var texts = FiresWhen;
        var required = Regex.Match(Files["kusto/schema.kql"], @"MeetsRequirement = Percent >= (\d+)\.0").Groups[1].Value;

        Assert.That(
            YearRow().Matches(Files["docs/operations/slos.md"])
                .Select(row => $"{row.Groups["name"]}: {row.Groups["good"]}, {row.Groups["percent"]} %"),
            Is.EquivalentTo(new[] { "api-within-100ms", "events-within-50ms" }
                .Select(name => $"{name}: {texts.Filled(GoodEvents[name])}, {required} %")));
    }

    [Test]
    public void The_objectives_page_has_the_tiers_of_the_alerts()
    {
        BicepCompiler.Require();
        var tiers = from alert in AlertTable.From(Files)
                    where alert.Query is not null
                    let rule = BurnRate.Read(alert.Query!)
                    where rule is not null && alert.Name.StartsWith("api-availability-", StringComparison.Ordinal)
                    let name = alert.Name[(alert.Name.LastIndexOf('-') + 1)..]
                    let spent = Math.Round(100 * rule.Burn * (rule.LongWindow / TimeSpan.FromDays(30)))
                    let windows = $"{FiresWhen.Duration(rule.LongWindow)}, {FiresWhen.Duration(rule.ShortWindow)}"
                    select Invariant($"{name}, {windows}, {rule.Burn}, {spent} %, {alert.Severity}");

        Assert.That(
            TierRow().Matches(Files["docs/operations/slos.md"])
                .Select(row => string.Join(", ", row.Groups.Values.Skip(1).Select(group => group.Value))),
            Is.EqualTo(tiers));
    }

    [Test]
    public void The_workbook_has_the_objectives_of_the_alerts()
    {
        BicepCompiler.Require();
        var panels = Workbook.WorkspacePanels(Files["bicep/monitoring/workbook.json"])
            .ToDictionary(panel => panel.Title, panel => panel.Query);
        var alerts = AlertTable.From(Files)
            .Where(alert => alert.Query is not null)
            .ToDictionary(alert => alert.Name, alert => alert.Query!);
        var objectives = from alert in alerts
                         let rule = BurnRate.Read(alert.Value)
                         where rule is not null
                         select (alert.Key[..alert.Key.LastIndexOf('-')], rule.Objective);

        Assert.Multiple(() =>
        {
            Assert.That(
                Promise().Matches(panels["Objectives and remaining budgets"])
                    .Select(match => (match.Groups["name"].Value, Number(match, "promise"))),
                Is.EquivalentTo(objectives.Distinct()));
            Assert.That(
                panels.Values.SelectMany(query => LateLag().Matches(query)).Select(match => Number(match, "limit")).Distinct(),
                Is.EqualTo([Number(LateLag().Match(alerts["freshness-fast"]), "limit")]));
            Assert.That(
                Regex.Match(panels["Errors per minute: more than ten cause an alert"], @"Limit = (\d+)").Groups[1].Value,
                Is.EqualTo(Regex.Match(alerts["errors-per-minute"], @"Errors > (\d+)").Groups[1].Value));
        });
    }

    /// <summary>Formats the error budget for 30 days as minutes of full outage or as one bad event in a number of events.</summary>
    private static string Budget(string name, double objective)
    {
        var minutes = Math.Round((1 - objective) * 30 * 24 * 60);
        return name switch
        {
            "api-availability" => Invariant($"{minutes} min of full outage"),
            "freshness" => Invariant($"{minutes} minutes"),
            _ => Invariant($"1 in {Math.Round(1 / (1 - objective)):#,0}"),
        };
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| `(?<name>[\w-]+)` \| \d \| (?<text>.*?) \|", RegexOptions.Multiline)]
    private static partial Regex AlertRow();

    [GeneratedRegex(
        @"^\| `(?<name>[\w-]+)` \| (?<good>[^|]+) \| (?<percent>[\d.]+) % \| (?<budget>[^|]+) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex ObjectiveRow();

    [GeneratedRegex(@"^\| `(?<name>[\w-]+)` \| (?<good>[^|]+) \| (?<percent>[\d.]+) % \| (?:function|none) \|$", RegexOptions.Multiline)]
    private static partial Regex YearRow();

    [GeneratedRegex(
        @"^\| (?<name>fast|slow|day) \| (?<long>[^|]+) \| (?<short>[^|]+) \| (?<burn>[^|]+) \| (?<spent>[^|]+) \| (?<severity>\d)",
        RegexOptions.Multiline)]
    private static partial Regex TierRow();

    [GeneratedRegex(@"Objective = ""(?<name>[\w-]+)"", Promise = (?<promise>[\d.]+)")]
    private static partial Regex Promise();

    [GeneratedRegex(@"LagMs > (?<limit>[\d.]+)")]
    private static partial Regex LateLag();
}
