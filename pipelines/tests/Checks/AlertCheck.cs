using System.Text.RegularExpressions;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Every alert notifies the action group, has a severity and a runbook that exists, and reads metrics that the app emits.
/// </summary>
internal static partial class AlertCheck
{
    private const string Monitoring = "bicep/modules/monitoring.bicep";
    private const string Alerts = "docs/operations/alerts.md";
    private const string Metrics = "docs/operations/metrics.md";
    private const string Runbooks = "docs/operations/runbooks";

    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        MetricNames(files).Concat(Unused(files)).Concat(Rules(files)).Concat(Documented(files));

    private static IEnumerable<Finding> Rules(RepositorySnapshot files)
    {
        var alerts = AlertTable.From(files);
        foreach (var name in alerts.CountBy(alert => alert.Name).Where(count => count.Value > 1).Select(count => count.Key))
            yield return new Finding(Monitoring, $"two alerts are named {name}");

        foreach (var alert in alerts)
        {
            if (alert.Runbook?.Split('/')[^1] is not { Length: > 0 } runbook)
                yield return new Finding(Monitoring, $"{alert.Name} has no runbook");
            else if (!files.Contains($"{Runbooks}/{runbook}"))
                yield return new Finding(Monitoring, $"{alert.Name}: the runbook {Runbooks}/{runbook} does not exist");
            if (alert.Severity is < 0 or > 3)
                yield return new Finding(Monitoring, $"{alert.Name} has the severity {alert.Severity}, which is not 0 to 3");
            if (alert.ActionGroup?.Contains("/actionGroups/", StringComparison.Ordinal) != true)
                yield return new Finding(Monitoring, $"{alert.Name} has no action group, so that it notifies no one");
        }
    }

    /// <summary>Every rule of production is a row of docs/operations/alerts.md with its severity, and the other way round.</summary>
    private static IEnumerable<Finding> Documented(RepositorySnapshot files)
    {
        var alerts = AlertTable.From(files);
        var documented = DocumentedAlert()
            .Matches(files[Alerts])
            .ToDictionary(row => row.Groups[1].Value, row => int.Parse(row.Groups[2].Value));
        foreach (var alert in alerts)
        {
            if (!documented.TryGetValue(alert.Name, out var stated))
                yield return new Finding(Alerts, $"the alert {alert.Name} is not documented");
            else if (stated != alert.Severity)
                yield return new Finding(Alerts, $"{alert.Name} has severity {alert.Severity}, and the table states {stated}");
        }

        foreach (var name in documented.Keys.Except(alerts.Select(alert => alert.Name)))
            yield return new Finding(Alerts, $"the table has an alert {name} that does not exist");
    }

    private static IEnumerable<Finding> MetricNames(RepositorySnapshot files)
    {
        foreach (var path in files.Paths("bicep/monitoring", ""))
            foreach (Match metric in AppMetric().Matches(files[path]))
                if (!files[Metrics].Contains($"`{metric.Value}`", StringComparison.Ordinal))
                    yield return new Finding(path, $"reads the metric {metric.Value}, which {Metrics} does not document");
    }

    private static IEnumerable<Finding> Unused(RepositorySnapshot files)
    {
        foreach (var runbook in files.Paths(Runbooks, ".md"))
            if (!files[Monitoring].Contains(Path.GetFileName(runbook), StringComparison.Ordinal))
                yield return new Finding(runbook, "no alert links to this runbook");
        foreach (var query in files.Paths("bicep/monitoring/alerts", ".kql"))
            if (!files[Monitoring].Contains(query["bicep/".Length..], StringComparison.Ordinal))
                yield return new Finding(query, "no alert uses this query");
    }

    [GeneratedRegex(@"^\| `([\w-]+)` \| (\d) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedAlert();

    [GeneratedRegex(@"\b(?:flightevents|api)\.[a-z_]+(?:\.[a-z_]+)*\b")]
    private static partial Regex AppMetric();
}
