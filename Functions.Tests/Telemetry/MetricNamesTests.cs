using System.Text.RegularExpressions;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>The metrics that documents, alerts and the workbook name are those that the app records, in both directions.</summary>
public partial class MetricNamesTests
{
    private static readonly string Root = FindRoot();

    [Test]
    public void Every_metric_that_is_named_is_recorded()
    {
        using var metrics = new CapturedMetrics();
        var files = Files("docs", "*.md").Concat(Files("bicep", "*.kql")).Concat(Files("bicep", "*.json")).ToList();

        var unknown = from file in files
                      from name in NamesIn(file)
                      where !metrics.Instruments.Contains(name)
                      select $"{Path.GetRelativePath(Root, file)}: {name}";

        Assert.That(files, Has.Count.GreaterThan(20));
        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Every_metric_that_is_recorded_is_documented()
    {
        using var metrics = new CapturedMetrics();

        Assert.That(metrics.Instruments, Is.Unique.And.SubsetOf(NamesIn(Path.Combine(Root, "docs", "operations", "metrics.md"))));
    }

    [Test]
    public void Azure_Monitor_accepts_the_names()
    {
        using var metrics = new CapturedMetrics();

        Assert.That(metrics.Instruments, Has.All.Matches<string>(AcceptedName().IsMatch), "a name with a blank is dropped silently");
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories);

    private static IReadOnlyList<string> NamesIn(string file) =>
        [.. QuotedName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct()];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LatamFunctions.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("""[`"'](?<name>(?:flightevents|api)\.[a-z_]+(?:\.[a-z_]+)*)\\?[`"']""", RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedName();

    [GeneratedRegex("^[a-z][a-z0-9_.]*$")]
    private static partial Regex AcceptedName();
}
