using System.Text.RegularExpressions;
using LocalStack.Fleet;
using Pipelines.Tests.Support;

namespace Pipelines.Tests;

/// <summary>
/// Tests that docs/operations/metrics.md lists exactly the platform metrics that the workbook's panels and the metric alerts use.
/// </summary>
public sealed partial class PlatformMetricTests
{
    private static readonly RepositorySnapshot Files = RepositorySnapshot.Current;

    [Test]
    public void Every_documented_metric_is_on_a_panel() => Assert.That(Documented().Except(OnPanels()), Is.Empty);

    [Test]
    public void Every_metric_in_a_panel_or_an_alert_is_documented() =>
        Assert.That(OnPanels().Concat(InAlerts()).Except(Documented()), Is.Empty);

    [Test]
    public void The_page_and_the_alerts_use_platform_metrics()
    {
        Assert.That(Documented(), Has.Count.GreaterThan(25));
        Assert.That(InAlerts(), Has.Count.GreaterThan(10));
    }

    private static List<string> Documented()
    {
        var page = Files["docs/operations/metrics.md"];
        return [.. Documented(page[page.IndexOf("## Platform metrics in use", StringComparison.Ordinal)..])];

        static IEnumerable<string> Documented(string section) =>
            from Match row in Row().Matches(section)
            from Match name in Quoted().Matches(row.Groups["metrics"].Value)
            select name.Groups["name"].Value;
    }

    private static IEnumerable<string> OnPanels() =>
        from panel in Workbook.WorkspacePanels(Files["bicep/monitoring/workbook.json"])
        from Match list in MetricNames().Matches(panel.Query)
        from Match name in Quoted().Matches(list.Groups["names"].Value)
        select name.Groups["name"].Value;

    private static List<string> InAlerts() =>
        [.. Criterion().Matches(Files["bicep/monitoring/platform-metrics.bicep"]).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^\| [^|]+ \| (?<metrics>`[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("""[`"](?<name>\w+)[`"]""", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"MetricName in \((?<names>[^)]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex MetricNames();

    [GeneratedRegex(@"metric: '(?<name>\w+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Criterion();
}
