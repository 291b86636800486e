using System.Text.Json;
using System.Text.RegularExpressions;
using LocalStack.Fleet;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Alerts;

/// <summary>
/// Checks the KQL of the alerts, the workbook and the runbooks with Microsoft's language service. The queries of the alerts and the
/// workbook are checked in the complete form that Azure receives.
/// </summary>
public partial class AlertQueryTests
{
    private const string WorkbookFile = "bicep/monitoring/workbook.json";

    /// <summary>Changes that make alert queries invalid, by alert name.</summary>
    private static readonly Dictionary<string, (string Path, string Find, string Replace)> Broken = new()
    {
        ["freshness-fast"] = ("bicep/monitoring/alerts/slo/freshness.kql", "max(Max)", "max(Maximum)"),
        ["api-availability-day"] = ("bicep/monitoring/alerts/burn-rate.kql", "todouble(sum(Total))", "todouble(sum(Totals))"),
        ["events-stuck"] = ("bicep/monitoring/alerts/events-stuck.kql", "| where Arrived > 0", "| where Arived > 0"),
    };

    private static readonly Lazy<Task<string[]>> Diagnostics = new(DiagnoseAsync);

    public static IEnumerable<string> BrokenAlerts => Broken.Keys;

    [Test]
    public async Task Every_query_in_alerts_panels_and_runbooks_is_valid_KQL()
    {
        BicepCompiler.Require();

        Assert.That((await Diagnostics.Value).Where(line => !line.StartsWith("broken: ", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>
    /// A workspace table does not exist before the first row arrives, and Azure disables a rule whose query fails for a week.
    /// </summary>
    [Test]
    public async Task Every_alert_query_is_valid_in_a_workspace_without_tables()
    {
        BicepCompiler.Require();
        var queries = AlertTable.From(RepositorySnapshot.Current)
            .Where(alert => alert.Query is not null)
            .ToDictionary(alert => alert.Name, alert => alert.Query!);
        var bare = RepositorySnapshot.Current.With("bicep/monitoring/alerts/errors-per-minute.kql", "= exceptions", "= AppExceptions");
        queries.Add("broken", AlertTable.From(bare).Single(alert => alert.Name == "errors-per-minute").Query!);

        var result = await KqlCheck.RunAsync("", queries);

        Assert.That(
            result.Diagnostics.Where(diagnostic => diagnostic.Severity == "Error").Select(diagnostic => diagnostic.Source).Distinct(),
            Is.EqualTo(new[] { "broken" }));
    }

    [TestCaseSource(nameof(BrokenAlerts))]
    public async Task An_invalid_query_is_found(string alert)
    {
        BicepCompiler.Require();

        Assert.That(await Diagnostics.Value, Has.Some.StartsWith($"broken: {alert}("));
    }

    /// <summary>Some panels query the flight database, not the workspace.</summary>
    [Test]
    public async Task Every_database_panel_is_valid_KQL()
    {
        var schema = RepositorySnapshot.Current["kusto/schema.kql"];
        var queries = DatabasePanels(RepositorySnapshot.Current[WorkbookFile]).ToDictionary();
        queries.Add("broken", "ServiceLevelYear() | project Indicater");

        var result = await KqlCheck.RunAsync(schema, queries);

        Assert.That(queries, Has.Count.EqualTo(2));
        Assert.That(
            result.Diagnostics.Where(diagnostic => diagnostic.Severity == "Error").Select(diagnostic => diagnostic.Source),
            Is.EqualTo(new[] { "broken" }));
    }

    /// <summary>Azure requires exactly one evaluation period for a query without a timestamp. All rules have one period.</summary>
    [Test]
    public void No_alert_query_returns_a_timestamp()
    {
        BicepCompiler.Require();

        foreach (var alert in AlertTable.From(RepositorySnapshot.Current).Where(alert => alert.Query is not null))
            Assert.That(alert.Query!.Split('|')[^1], Does.Not.Contain("TimeGenerated"), alert.Name);
    }

    /// <summary>
    /// Returns the panels that query Azure Data Explorer. Their JSON contains the query's text, the cluster and the database.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> DatabasePanels(string workbook) =>
        from panel in Workbook.Panels(workbook)
        where panel.Query.StartsWith('{')
        select KeyValuePair.Create(panel.Title, JsonSerializer.Deserialize<JsonElement>(panel.Query).GetProperty("queryText").GetString()!);

    /// <summary>Returns the runbooks' workspace queries, without the management commands, which start with a dot.</summary>
    private static IEnumerable<(string Name, string Query)> RunbookQueries(RepositorySnapshot files) =>
        from page in files.Paths("docs/operations/runbooks", ".md")
        from query in KqlBlock().Matches(files[page])
            .Select((block, index) => (Name: $"{page}, query {index + 1}", Text: block.Groups[1].Value))
        where !query.Text.StartsWith('.')
        select query;

    /// <summary>
    /// Checks all queries, including the invalid copies, in one call because starting the language service takes seconds.
    /// </summary>
    private static async Task<string[]> DiagnoseAsync()
    {
        var queries = AlertTable.From(RepositorySnapshot.Current)
            .Where(alert => alert.Query is not null)
            .ToDictionary(alert => alert.Name, alert => alert.Query!);
        foreach (var (name, query) in Workbook.WorkspacePanels(RepositorySnapshot.Current[WorkbookFile]))
            queries.Add($"workbook: {name}", query);
        foreach (var (name, query) in RunbookQueries(RepositorySnapshot.Current))
            queries.Add(name, query);
        foreach (var (name, (path, find, replace)) in Broken)
        {
            var broken = RepositorySnapshot.Current.With(path, find, replace);
            queries.Add($"broken: {name}", AlertTable.From(broken).Single(alert => alert.Name == name).Query!);
        }

        var result = await KqlCheck.RunAsync(LogWorkspace.Tables, queries);
        return [.. result.Diagnostics
            .Where(diagnostic => diagnostic.Severity == "Error")
            .Select(diagnostic => $"{diagnostic.Source}({diagnostic.Line}): {diagnostic.Message}")];
    }

    [GeneratedRegex(@"^ *```kusto\n\s*(.*?)\n *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex KqlBlock();
}
