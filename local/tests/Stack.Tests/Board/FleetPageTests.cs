using System.Net;
using System.Text.Json;
using LocalKusto.Tests.Page;
using LocalStack.Fleet;
using LocalStack.Tests.Support;
using Microsoft.Playwright;

namespace LocalStack.Tests.Board;

/// <summary>
/// Tests the board's Fleet page and the page's data with fifty simulated systems. The stack has keys, which the page and the data require.
/// </summary>
internal sealed class FleetPageTests : StackTestBase
{
    private const int Systems = 50;

    private static readonly FleetSimulator Simulator = new(Systems);

    private readonly HttpClient _http = new();

    protected override bool RequireKeys => true;

    protected override int? FleetSystems => Systems;

    private static IEnumerable<string> Sharing => Enumerable.Range(0, Simulator.Sharing).Select(FleetSimulator.NameOf);

    private string Key => $"?code={Stack.Host.FunctionKey}";

    [OneTimeTearDown]
    public void Close() => _http.Dispose();

    [Test]
    public async Task Every_system_has_a_row_sorted_by_remaining_budget()
    {
        var rows = await RowsAsync("Systems by budget left");

        Assert.Multiple(() =>
        {
            Assert.That(
                rows.Select(row => row[0].GetString()), Is.EquivalentTo(Enumerable.Range(0, Systems).Select(FleetSimulator.NameOf)));
            Assert.That(rows.Take(Simulator.Sharing).Select(row => row[0].GetString()), Is.EqualTo(Sharing));
            Assert.That(rows.Take(Simulator.Sharing).Select(row => row[1].GetDouble()), Has.All.Negative);
            Assert.That(rows[Simulator.Sharing][0].GetString(), Is.EqualTo(Simulator.Silent));
            Assert.That(rows[Simulator.Sharing][6].GetDouble(), Is.EqualTo(90));
            Assert.That(rows.Skip(Simulator.Sharing).Select(row => row[1].GetDouble()), Has.All.EqualTo(1));
        });
    }

    [Test]
    public async Task A_slow_system_and_a_system_with_invalid_events_are_outliers()
    {
        var outliers = await RowsAsync("Outliers against the median of the systems");

        Assert.That(outliers.Select(row => row[0].GetString()), Is.SupersetOf([Simulator.Slow, Simulator.Invalid]));
    }

    [Test]
    public async Task A_dependency_that_fails_for_several_systems_is_a_shared_cause()
    {
        var causes = await RowsAsync("Shared causes: dependencies that fail for several systems");

        Assert.That(
            causes.Where(row => row[0].GetString() == FleetSimulator.SharedCluster).Select(row => row[3].GetInt32()),
            Is.EqualTo([Simulator.Sharing]));
    }

    [Test]
    public async Task Every_system_has_a_positive_cost()
    {
        var costs = await RowsAsync("Cost of a million events (estimate)");

        Assert.That(costs, Has.Length.EqualTo(Systems));
        Assert.That(costs.Select(row => row[3].GetDouble()), Has.All.Positive);
    }

    [Test]
    public async Task Every_simulated_fault_is_reported_for_its_system()
    {
        var faults = (await ReportAsync()).GetProperty("faults").Deserialize<Dictionary<string, string[]>>()!;

        Assert.Multiple(() =>
        {
            Assert.That(
                faults.Where(system => system.Value.Length > 0).Select(system => system.Key),
                Is.EquivalentTo([.. Sharing, Simulator.Slow, Simulator.Invalid, Simulator.Silent]));
            Assert.That(Sharing.Select(system => faults[system]), Has.All.EqualTo(new[] { "ADX unavailable for 20 min" }));
            Assert.That(faults[Simulator.Slow], Is.EqualTo(["slow"]));
            Assert.That(faults[Simulator.Invalid], Is.EqualTo(["5 % invalid events"]));
            Assert.That(faults[Simulator.Silent], Is.EqualTo(["silent for 90 min"]));
        });
    }

    [Test]
    public async Task A_request_for_data_without_a_key_is_rejected()
    {
        using var response = await _http.GetAsync(new Uri(Stack.Host.BoardEndpoint!, "fleet.json"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task The_link_on_the_board_opens_the_table_of_systems(ColorScheme colorScheme)
    {
        await using var browser = await PageBrowser.StartAsync();
        var board = await browser.OpenAsync(new Uri(Stack.Host.BoardEndpoint!, Key), colorScheme: colorScheme);

        var page = await board.RunAndWaitForPopupAsync(() => board.Locator("#links a", new() { HasText = "Fleet" }).ClickAsync());
        var tables = page.Locator("#fleet table");
        await Assertions.Expect(tables).ToHaveCountAsync(4);
        var systems = tables.First.Locator("tbody tr");

        await Assertions.Expect(systems).ToHaveCountAsync(Systems);
        await Assertions.Expect(systems.First).ToContainTextAsync("ADX unavailable for 20 min");
        await Assertions.Expect(systems.Filter(new() { HasText = Simulator.Silent })).ToContainTextAsync("silent for 90 min");
        await Assertions.Expect(systems.Filter(new() { HasText = Simulator.Silent }).Locator("td").Last).ToHaveTextAsync("90 min");
        await Assertions.Expect(tables.First.Locator("caption")).ToHaveTextAsync("Systems by budget left");
        Assert.That(await Axe.FindAsync(page), Is.Empty);
        Assert.That(browser.Errors, Is.Empty);
    }

    private async Task<JsonElement[]> RowsAsync(string title) =>
        (await ReportAsync()).GetProperty("panels").EnumerateArray()
            .Single(panel => panel.GetProperty("title").GetString() == title)
            .GetProperty("rows").Deserialize<JsonElement[]>()!;

    private async Task<JsonElement> ReportAsync()
    {
        using var report = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Stack.Host.BoardEndpoint!, $"fleet.json{Key}")));
        return report.RootElement.Clone();
    }
}
