using System.Diagnostics;
using System.Text.Json;
using LoadBenchmark.Alerts;
using LocalStack.Fleet;
using Pipelines.Tests.Alerts;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Sizing;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Fleet;

/// <summary>Runs the queries on the workbook's Fleet page over fifty simulated systems.</summary>
public sealed class FleetTests
{
    private const string Page = "docs/operations/capacity.md";
    private const string Heading = "### Simulation";

    private static readonly FleetSimulator Fleet = new(50);

    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private LogWorkspace _workspace = null!;
    private int _rows;

    [OneTimeSetUp]
    public async Task SimulateAsync()
    {
        _workspace = await LogWorkspace.StartAsync();
        var rows = Fleet.Rows().ToList();
        _rows = rows.Count;
        await _workspace.FeedAsync(rows, _now, SystemNames.Other);
    }

    [OneTimeTearDown]
    public async Task DeleteWorkspaceAsync()
    {
        if (_workspace is not null)
            await _workspace.DisposeAsync();
    }

    /// <summary>The systems whose ADX is unavailable are first, followed by the silent system with the duration of its silence.</summary>
    [Test]
    public async Task Systems_are_ranked_by_remaining_budget()
    {
        var rows = await RowsAsync("Systems by budget left");

        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Count.EqualTo(50));
            Assert.That(
                rows.Take(Fleet.Sharing).Select(row => row[0].GetString()),
                Is.EquivalentTo(Enumerable.Range(0, Fleet.Sharing).Select(FleetSimulator.NameOf)));
            Assert.That(rows.Take(Fleet.Sharing).Select(row => row[1].GetDouble()), Has.All.LessThan(0));
            Assert.That(rows.Skip(Fleet.Sharing).Select(row => row[1].GetDouble()), Has.All.EqualTo(1));
            Assert.That(rows.Where(row => row[6].GetDouble() > 10).Select(row => row[0].GetString()), Is.EqualTo([Fleet.Silent]));
            Assert.That(rows[Fleet.Sharing][0].GetString(), Is.EqualTo(Fleet.Silent));
        });
    }

    [Test]
    public async Task A_slow_system_and_a_system_with_invalid_events_are_outliers()
    {
        var rows = await RowsAsync("Outliers against the median of the systems");

        Assert.That(
            rows.Select(row => $"{row[0]}: {row[1]}").Where(text => !text.EndsWith(": largest lag (ms)", StringComparison.Ordinal)),
            Is.EquivalentTo(new[]
            {
                $"{Fleet.Slow}: end to end, mean (ms)", $"{Fleet.Slow}: response, mean (ms)",
                $"{Fleet.Invalid}: dead letters per 1,000 events",
            }));
    }

    [Test]
    public async Task A_dependency_that_fails_for_several_systems_is_one_shared_cause()
    {
        var rows = await RowsAsync("Shared causes: dependencies that fail for several systems");

        Assert.Multiple(() =>
        {
            Assert.That(
                rows.Select(row => row[0].GetString()), Is.EqualTo(["ADX, by the circuit breaker", FleetSimulator.SharedCluster]));
            Assert.That(rows.Select(row => row[3].GetInt64()), Has.All.EqualTo(Fleet.Sharing));
            Assert.That(rows.Select(row => (Time(row[2]) - Time(row[1])).TotalMinutes), Has.All.InRange(20, 30));
        });

        static DateTime Time(JsonElement value) => value.GetDateTime();
    }

    [Test]
    public async Task The_cost_per_million_events_decreases_with_traffic()
    {
        var rows = await RowsAsync("Cost of a million events (estimate)");

        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Count.EqualTo(50));
            Assert.That(
                rows.Where(row => row[0].GetString() != Fleet.Silent).Select(row => row[1].GetDouble()),
                Is.Ordered.Ascending.Using<double>((left, right) => Math.Abs(left - right) < 0.2 * right ? 0 : left.CompareTo(right)));
        });
    }

    /// <summary>The query and the capacity model use the same prices. The unit of execution units is MB-milliseconds.</summary>
    [Test]
    public void The_prices_match_the_capacity_model()
    {
        var query = Workbook.WorkspacePanels(RepositorySnapshot.Current["bicep/monitoring/workbook.json"])
            .Single(panel => panel.Title == "Cost of a million events (estimate)").Query;

        // An instance with 2 GB that runs for a month.
        const double gigabyteSeconds = 2 * CapacityInputs.SecondsPerMonth;
        Assert.Multiple(() =>
        {
            Assert.That(query, Does.Contain(FormattableString.Invariant($"{CapacityInputs.IngressPrice.Value} / 1000000")));
            Assert.That(CapacityInputs.IdleInstancePrice.Value, Is.EqualTo(0.000004 * gigabyteSeconds).Within(0.5));
            Assert.That(CapacityInputs.BusyInstancePrice.Value, Is.EqualTo((0.000004 + 0.000016) * gigabyteSeconds).Within(0.5));
            Assert.That(query, Does.Contain("0.000016 / 1024000").And.Contain("0.000004 / 1024000"));
        });
    }

    [Test]
    public async Task The_capacity_page_has_the_figures_of_the_simulation()
    {
        BicepCompiler.Require();

        Assert.That(
            MarkdownTable.After(RepositorySnapshot.Current[Page], Heading),
            Is.EqualTo(await TableAsync()),
            "If this change is intended, run dotnet test pipelines/tests --filter Name=Write_the_fleet_figures");
    }

    [Test, Explicit("Writes docs/operations/capacity.md.")]
    public async Task Write_the_fleet_figures()
    {
        BicepCompiler.Require();
        var page = MarkdownTable.Replace(RepositorySnapshot.Current[Page], Heading, await TableAsync());
        await File.WriteAllTextAsync(Path.Combine(Repository.Root, Page), page);
    }

    private async Task<string> TableAsync()
    {
        var rowsOfDay = Fleet.Rows().Count(row => row.Table == "AppMetrics") / (double)FleetSimulator.Minutes * 24 * 60;
        var affected = await FiringAsync(FleetSimulator.NameOf(0));
        var healthy = await FiringAsync(FleetSimulator.NameOf(Fleet.Sharing));
        var causes = await RowsAsync("Shared causes: dependencies that fail for several systems");
        return FormattableString.Invariant($"""
            | Figure | Value |
            |---|---|
            | Rows of AppMetrics per day, with one instance of each app | {rowsOfDay / 1e6:0.0} million |
            | Log alerts that fire for a system whose ADX is unavailable for 20 minutes | {affected.Count}: {string.Join(", ", affected)} |
            | Log alerts that fire for a system with its own cluster | {healthy.Count} |
            | Notifications of one outage of the cluster that {Fleet.Sharing} systems share | {affected.Count * Fleet.Sharing} |
            | Rows of the panel "Shared causes" for it | {causes.Count} |

            """).ReplaceLineEndings("\n");
    }

    /// <summary>Returns production's log alerts that fire for a system at the end of the outage.</summary>
    private async Task<List<string>> FiringAsync(string system)
    {
        var names = SystemNames.From(RepositorySnapshot.Current.Templates.Snapshot("prod"));
        var firing = new List<string>();
        foreach (var alert in AlertTable.From(RepositorySnapshot.Current).Where(alert => alert.Query is not null))
        {
            var query = alert.Query!
                .Replace(names.FunctionApp, system, StringComparison.Ordinal)
                .Replace(names.EventHubs, $"evhns-{system["func-".Length..]}", StringComparison.Ordinal);
            var end = _now.AddMinutes(FleetSimulator.Outage.End.Value - FleetSimulator.Minutes);
            if ((await _workspace.QueryAsync(EvaluatedQuery.At(query, end))).Rows.Count > 0)
                firing.Add($"`{alert.Name}`");
        }

        return firing;
    }

    private async Task<IReadOnlyList<JsonElement>> RowsAsync(string title)
    {
        var query = Workbook.WorkspacePanels(RepositorySnapshot.Current["bicep/monitoring/workbook.json"])
            .Single(panel => panel.Title == title).Query;
        var start = Stopwatch.GetTimestamp();
        var table = await _workspace.QueryAsync(query);
        TestContext.Out.WriteLine($"{title}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N0} ms over {_rows:N0} rows");
        return table.Rows;
    }
}
