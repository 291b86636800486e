using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>Every alert reaches somebody, with a severity of the table and a runbook that exists; and asks for what the app really emits.</summary>
internal static partial class AlertCheck
{
    public const string Monitoring = "bicep/modules/monitoring.bicep";
    private const string Alerts = "docs/operations/alerts.md";
    private const string Metrics = "docs/operations/metrics.md";
    private const string Runbooks = "docs/operations/runbooks";

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var monitoring = files.Bicep(Monitoring);
        var tables = new[] { "objectives", "conditions", "platformMetrics" }
            .SelectMany(table => monitoring.Variable(table)?.Items ?? [])
            .ToList();
        return [.. Rows(files, tables), .. Documented(files, monitoring), .. Queries(files, tables), .. Actions(monitoring), .. Orphans(files)];
    }

    /// <summary>The path of the file in <c>loadTextContent('../…')</c>.</summary>
    public static string? QueryFile(BicepValue? value) =>
        LoadedFile().Match(value?.Text ?? "") is { Success: true } match ? $"bicep/{match.Groups[1].Value}" : null;

    private static IEnumerable<Finding> Rows(RepositorySnapshot files, List<BicepValue> rows)
    {
        foreach (var name in rows.CountBy(row => row["name"]?.AsString ?? "").Where(count => count.Value > 1).Select(count => count.Key))
            yield return new Finding(Monitoring, $"two alerts are named {name}");

        foreach (var row in rows)
        {
            var name = row["name"]?.AsString ?? "an alert without a name";
            if (row["runbook"]?.AsString is not { } runbook)
                yield return new Finding(Monitoring, $"{name} has no runbook");
            else if (!files.Contains($"{Runbooks}/{runbook}"))
                yield return new Finding(Monitoring, $"{name}: the runbook {Runbooks}/{runbook} does not exist");
            // An objective has the severity of its tier.
            if (row["objective"] is null && row["severity"]?.AsInt is not (>= 0 and <= 3))
                yield return new Finding(Monitoring, $"{name} has no severity from 0 to 3");
            if (row["objective"] is { } objective && objective.AsString is not { } share)
                yield return new Finding(Monitoring, $"{name}: the objective is not a share such as '0.999'");
        }
    }

    /// <summary>Every rule that will exist is a row of docs/operations/alerts.md with its severity, and the other way round.</summary>
    private static IEnumerable<Finding> Documented(RepositorySnapshot files, BicepFile monitoring)
    {
        var documented = DocumentedAlert().Matches(files[Alerts]).ToDictionary(row => row.Groups[1].Value, row => int.Parse(row.Groups[2].Value));
        var deployed = AlertTable.Of(monitoring).ToDictionary(alert => alert.Name, alert => alert.Severity);
        foreach (var (name, severity) in deployed)
        {
            if (!documented.TryGetValue(name, out var said))
                yield return new Finding(Alerts, $"the alert {name} is not documented");
            else if (said != severity)
                yield return new Finding(Alerts, $"{name} has severity {severity}, and the table says {said}");
        }

        foreach (var name in documented.Keys.Where(name => !deployed.ContainsKey(name)))
            yield return new Finding(Alerts, $"the table has an alert {name} that does not exist");
    }

    private static IEnumerable<Finding> Queries(RepositorySnapshot files, List<BicepValue> rows)
    {
        var documented = files[Metrics];
        foreach (var row in rows.Where(row => row["metric"] is null))
        {
            var query = QueryFile(row["query"] ?? row["sli"]);
            if (query is null || !files.Contains(query))
                yield return new Finding(
                    Monitoring,
                    $"the query of {row["name"]?.AsString} is in no file that exists: {query ?? row["query"]?.Text}");
        }

        foreach (var path in files.Paths("bicep/monitoring", ""))
            foreach (Match metric in AppMetric().Matches(files[path]))
                if (!documented.Contains($"`{metric.Value}`", StringComparison.Ordinal))
                    yield return new Finding(path, $"asks for the metric {metric.Value}, which {Metrics} does not know");
    }

    private static IEnumerable<Finding> Actions(BicepFile monitoring)
    {
        foreach (var (type, property) in new[]
                 {
                     ("Microsoft.Insights/scheduledQueryRules", "properties.actions.actionGroups"),
                     ("Microsoft.Insights/metricAlerts", "properties.actions"),
                     ("Microsoft.Insights/activityLogAlerts", "properties.actions.actionGroups"),
                 })
            foreach (var rule in monitoring.Resources(type))
                if (rule.Value?[property]?.Text.Contains("actionGroup.id", StringComparison.Ordinal) != true)
                    yield return new Finding(Monitoring, $"{type} '{rule.Name}' reaches nobody: it has no action group");
    }

    private static IEnumerable<Finding> Orphans(RepositorySnapshot files)
    {
        foreach (var runbook in files.Paths(Runbooks, ".md"))
            if (!files[Monitoring].Contains(Path.GetFileName(runbook), StringComparison.Ordinal))
                yield return new Finding(runbook, "no alert leads to this runbook");
        foreach (var query in files.Paths("bicep/monitoring/alerts", ".kql"))
            if (!files[Monitoring].Contains(query["bicep/".Length..], StringComparison.Ordinal))
                yield return new Finding(query, "no alert uses this query");
    }

    [GeneratedRegex(@"loadTextContent\('\.\./(monitoring/[^']+)'\)")]
    private static partial Regex LoadedFile();

    [GeneratedRegex(@"^\| `([\w-]+)` \| (\d) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedAlert();

    [GeneratedRegex(@"\b(?:flightevents|api)\.[a-z_]+(?:\.[a-z_]+)*\b")]
    private static partial Regex AppMetric();
}
