using System.Text.RegularExpressions;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>Tests that the metric names in documents, alerts and the workbook match the metrics that the app records.</summary>
public partial class MetricNamesTests
{
    [Test]
    public void Every_metric_in_a_document_or_a_query_is_recorded()
    {
        using var metrics = new CapturedMetrics();
        var files = Files("docs", "*.md").Concat(Files("bicep", "*.kql")).Concat(Files("bicep", "*.json")).ToList();

        var unknown = from file in files
                      from name in NamesIn(file)
                      where !metrics.Instruments.Contains(name)
                      select $"{Path.GetRelativePath(Repository.Root, file)}: {name}";

        Assert.That(files, Has.Count.GreaterThan(20));
        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Every_recorded_metric_is_documented()
    {
        using var metrics = new CapturedMetrics();

        Assert.That(
            metrics.Instruments,
            Is.Unique.And.SubsetOf(NamesIn(Path.Combine(Repository.Root, "docs", "operations", "metrics.md"))));
    }

    [Test]
    public void Every_recorded_metric_is_on_a_panel()
    {
        using var metrics = new CapturedMetrics();

        Assert.That(metrics.Instruments, Is.SubsetOf(NamesIn(Path.Combine(Repository.Root, "bicep", "monitoring", "workbook.json"))));
    }

    [Test]
    public void Each_metric_has_a_description_and_its_documented_unit()
    {
        using var metrics = new CapturedMetrics();
        var units = DocumentedMetric().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "metrics.md")))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["unit"].Value);

        Assert.That(
            metrics.Definitions.ToDictionary(instrument => instrument.Name, instrument => instrument.Unit switch
            {
                null => units[instrument.Name] is "0 or 1" or "0, 1, 2" ? units[instrument.Name] : "none",
                "By" => "bytes",
                ['{', .. var one, '}'] => one.EndsWith("ch", StringComparison.Ordinal) ? one + "es" : one + "s",
                var unit => unit,
            }),
            Is.EqualTo(units));
        Assert.That(metrics.Definitions.Select(instrument => instrument.Description), Has.All.EndsWith("."));
    }

    [Test]
    public void Azure_Monitor_accepts_the_metric_names()
    {
        using var metrics = new CapturedMetrics();

        Assert.That(metrics.Instruments, Has.All.Matches<string>(AcceptedName().IsMatch), "a name with a space is dropped silently");
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories);

    private static IReadOnlyList<string> NamesIn(string file) =>
        [.. QuotedName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct()];

    [GeneratedRegex("""[`"'](?<name>(?:flightevents|api)\.[a-z_]+(?:\.[a-z_]+)*)\\?[`"']""", RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedName();

    /// <summary>A table row with the name, the kind and the unit of a metric.</summary>
    [GeneratedRegex(
        @"^\| `(?<name>[a-z_.]+)` \| (?:counter|histogram) \| (?<unit>[^|]+?) \|",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex DocumentedMetric();

    [GeneratedRegex("^[a-z][a-z0-9_.]*$")]
    private static partial Regex AcceptedName();
}
