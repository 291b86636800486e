using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that every alert notifies the action group, has a severity and a runbook section, and reads metrics that the app emits.
/// </summary>
internal static partial class AlertCheck
{
    private const string Lists = "bicep/monitoring";
    private const string Module = "bicep/modules/monitoring.bicep";
    private const string Alerts = "docs/operations/alerts.md";
    private const string Metrics = "docs/operations/metrics.md";
    private const string Runbooks = "docs/operations/runbooks";

    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        MetricNames(files).Concat(Unused(files)).Concat(Rules(files)).Concat(Documented(files));

    private static IEnumerable<Finding> Rules(RepositorySnapshot files)
    {
        var alerts = AlertTable.From(files);
        foreach (var name in alerts.CountBy(alert => alert.Name).Where(count => count.Value > 1).Select(count => count.Key))
            yield return new Finding(Lists, $"two alerts are named {name}");

        foreach (var alert in alerts)
        {
            if (RunbookProblem(files, alert) is { } problem)
                yield return new Finding(Lists, $"{alert.Name}{problem}");
            if (alert.Severity is < 0 or > 3)
                yield return new Finding(Lists, $"{alert.Name} has the severity {alert.Severity}, which is not 0 to 3");
            if (alert.ActionGroup?.Contains("/actionGroups/", StringComparison.Ordinal) != true)
                yield return new Finding(Module, $"{alert.Name} has no action group, so it notifies no one");
        }
    }

    /// <summary>Checks that docs/operations/alerts.md lists every production rule with its severity, and lists no other rule.</summary>
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
        foreach (var path in files.Paths(Lists, ".kql").Concat(files.Paths(Lists, ".json")))
            foreach (Match metric in AppMetric().Matches(files[path]))
                if (!files[Metrics].Contains($"`{metric.Value}`", StringComparison.Ordinal))
                    yield return new Finding(path, $"reads the metric {metric.Value}, which {Metrics} does not document");
    }

    /// <summary>
    /// Returns the problem with an alert's runbook link as the rest of a sentence that begins with the alert's name, or <c>null</c> if the
    /// link is valid.
    /// </summary>
    private static string? RunbookProblem(RepositorySnapshot files, Alert alert)
    {
        if (alert.Runbook?.Split('/')[^1].Split('#') is not [var page, var section])
            return " has no runbook section";
        if (!files.Contains($"{Runbooks}/{page}"))
            return $": the runbook {Runbooks}/{page} does not exist";
        if (!Sections(files[$"{Runbooks}/{page}"]).Contains(section))
            return $": {Runbooks}/{page} has no section {section}";
        return Tier().Replace(alert.Name, "") == section ? null : $" links to the section {section}, which is another alert's";
    }

    /// <summary>
    /// Returns the runbook's sections that are named after alerts: all sections except the first section, which is common to all alerts.
    /// </summary>
    private static IEnumerable<string> Sections(string page) =>
        Section().Matches(page).Select(heading => heading.Groups[1].Value).Where(heading => heading != "First steps");

    private static IEnumerable<Finding> Unused(RepositorySnapshot files)
    {
        var bicep = string.Concat(files.Paths(Lists, ".bicep").Append(Module).Select(path => files[path]));
        foreach (var runbook in files.Paths(Runbooks, ".md"))
            foreach (var section in Sections(files[runbook]))
                if (!bicep.Contains($"{Path.GetFileName(runbook)}#{section}'", StringComparison.Ordinal))
                    yield return new Finding(runbook, $"no alert links to the section {section}");
        foreach (var query in files.Paths($"{Lists}/alerts", ".kql"))
            if (!bicep.Contains(query[$"{Lists}/".Length..], StringComparison.Ordinal))
                yield return new Finding(query, "no alert uses this query");
    }

    [GeneratedRegex(@"^\| `([\w-]+)` \| (\d) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedAlert();

    [GeneratedRegex("^## (.+?)\\s*$", RegexOptions.Multiline)]
    private static partial Regex Section();

    /// <summary>Matches the tier at the end of a burn-rate alert's name. All tiers of an objective share a runbook section.</summary>
    [GeneratedRegex("-(?:fast|slow|day)$")]
    private static partial Regex Tier();

    [GeneratedRegex(@"\b(?:flightevents|api)\.[a-z_]+(?:\.[a-z_]+)*\b")]
    private static partial Regex AppMetric();
}
