using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LoadBenchmark.Alerts;
using LocalStack.Fleet;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Alerts;

/// <summary>
/// Tests the times that docs/operations/alerts.md lists for each alert: the time to detect a simulated incident and the time to resolve the
/// alert. A replay of the incident measures these times.
/// </summary>
public sealed class AlertTimesTests
{
    private const string Page = "docs/operations/alerts.md";
    private const string Heading = "## Detection and resolution";

    [Test]
    public async Task The_alerts_page_has_the_times_of_the_replay()
    {
        BicepCompiler.Require();

        Assert.That(
            MarkdownTable.After(RepositorySnapshot.Current[Page], Heading),
            Is.EqualTo(await TableAsync()),
            "If this change is intended, run dotnet test pipelines/tests --filter Name=Write_the_alerts_page");
    }

    [Test, Explicit("Writes docs/operations/alerts.md.")]
    public async Task Write_the_alerts_page()
    {
        BicepCompiler.Require();
        var page = MarkdownTable.Replace(RepositorySnapshot.Current[Page], Heading, await TableAsync());
        var texts = new FiresWhen(RepositorySnapshot.Current, RepositorySnapshot.Current.Templates.Snapshot("prod"), "prod");
        foreach (var alert in AlertTable.From(RepositorySnapshot.Current))
        {
            var start = $"| `{alert.Name}` | {alert.Severity} |";
            page = Regex.Replace(page, $@"(?m)(?<=^{Regex.Escape(start)}).*?(?=\| \[)", $" {texts.Text(alert)} ");
        }

        await File.WriteAllTextAsync(Path.Combine(Repository.Root, Page), page);
    }

    [Test]
    public void Each_incident_belongs_to_an_alert()
    {
        BicepCompiler.Require();
        var alerts = AlertTable.From(RepositorySnapshot.Current).Select(alert => alert.Name).ToList();

        Assert.That(
            Incidents.Names.Where(name => !alerts.Exists(alert => $"{alert}-".StartsWith($"{name}-", StringComparison.Ordinal))), Is.Empty);
    }

    /// <summary>The metric is bad from minute 15 through minute 44, and the window is 15 minutes.</summary>
    [TestCase("Total", "GreaterThan", 0, 20, 60)]
    [TestCase("Average", "GreaterThan", 50, 25, 55)]
    [TestCase("Maximum", "GreaterThan", 99, 20, 60)]
    [TestCase("Minimum", "GreaterThan", 99, 30, 50)]
    [TestCase("Average", "LessThan", 50, 5, 25)]
    public async Task A_metric_is_evaluated_over_its_window(string aggregation, string comparison, double threshold, int first, int unmet)
    {
        var rule = new MetricRule(15, [new MetricCriterion("m", aggregation, comparison, threshold)]);
        var schedule = new EvaluationSchedule(5) { EvaluationsToResolve = 1 };
        Task<bool> IsMet(int minute) => Task.FromResult(minute > 0 && rule.IsMet(minute, (_, at) => at is >= 15 and < 45 ? 100 : 0));

        Assert.That(await schedule.FirstAsync(120, IsMet), Is.EqualTo(first));
        Assert.That(await schedule.ResolvedAsync(first, 120, IsMet), Is.EqualTo(unmet));
    }

    [Test]
    public async Task An_alert_resolves_after_three_consecutive_evaluations_without_its_condition()
    {
        var schedule = new EvaluationSchedule(5);

        Assert.That(await schedule.ResolvedAsync(7, 100, minute => Task.FromResult(minute is < 20 or 25)), Is.EqualTo(40));
        Assert.That(await schedule.ResolvedAsync(0, 100, _ => Task.FromResult(true)), Is.Null);
    }

    private static async Task<string> TableAsync()
    {
        await using var workspace = await LogWorkspace.StartAsync();
        var replay = new AlertReplay(workspace, RepositorySnapshot.Current.Templates.Snapshot("prod"), "prod");
        var text = new StringBuilder("| Alert | Incident | Detected after | Resolved after |\n|---|---|---|---|\n");
        foreach (var alert in AlertTable.From(RepositorySnapshot.Current).OrderBy(alert => Order(alert.Name)))
        {
            var (name, incident, detect, resolve) = await replay.RunAsync(alert);
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {incident} | {Duration(detect)} | {Duration(resolve)} |\n");
        }

        return text.ToString();
    }

    /// <summary>Returns the position of an alert in the page's first table.</summary>
    private static int Order(string alert) => RepositorySnapshot.Current[Page].IndexOf($"| `{alert}` |", StringComparison.Ordinal);

    private static string Duration(int minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, var rest) => $"{rest} min",
        (var hours, 0) => $"{hours} h",
        var (hours, rest) => $"{hours} h {rest} min",
    };
}
