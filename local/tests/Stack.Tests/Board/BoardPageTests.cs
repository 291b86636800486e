using System.Text;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using LatamFunctions.DeadLetters;
using LatamFunctions.Http;
using LatamFunctions.Tests.DeadLetters;
using LocalKusto.Tests.Page;
using LocalStack.Tests.Support;
using Microsoft.Playwright;

namespace LocalStack.Tests.Board;

/// <summary>Tests the board and the API's documentation in a browser. The stack has keys, which both pages require.</summary>
internal sealed class BoardPageTests : StackTestBase
{
    private PageBrowser _browser = null!;
    private IPage _page = null!;

    protected override bool RequireKeys => true;

    private Uri Board => new(Stack.Host.BoardEndpoint!, $"?code={Stack.Host.FunctionKey}");

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _browser = await PageBrowser.StartAsync();
        await Stack.SendAsync(
            Events.Flight("board-1", "SCL", "LIM"), Events.Flight("board-2", "SCL", "LIM"), Events.Flight("board-3", "GRU", "SCL"));
        await Stack.IngestedAsync();
        _page = await _browser.OpenAsync(Board);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [TearDown]
    public void AssertNoForeignRequestsAndNoScriptErrors() => Assert.That(_browser.Errors, Is.Empty);

    [Test]
    public async Task The_tiles_and_the_chart_tables_show_the_stored_events()
    {
        // Earlier tests might have stored up to two more events.
        await Expect(Tile("Stored")).ToContainTextAsync(new Regex("[3-5] events"));
        await Expect(Tile("Breaker")).ToContainTextAsync("closed");

        var figure = _page.Locator("[data-chart=lag]");
        await figure.Locator("summary").FocusAsync();
        await _page.Keyboard.PressAsync("Enter");

        await Expect(figure.Locator("thead th")).ToHaveTextAsync(["Time", "#0", "#1", "#2", "#3"]);
        await Expect(figure.Locator("tbody tr").First.Locator("td").First).ToHaveTextAsync("0 s");
        await Expect(_page.Locator("#connection")).ToHaveTextAsync("Live");
    }

    [Test]
    public async Task Airports_are_on_the_map_and_the_busiest_route_is_first()
    {
        const string Chart = "echarts.getInstanceByDom(document.querySelector('[data-chart=map] .chart'))";
        await _page.WaitForFunctionAsync($"() => {Chart}?.getOption()?.series?.[0]?.data.length >= 2");
        await Expect(_page.Locator("[data-chart=map] .chart")).ToHaveAttributeAsync("aria-label", new Regex("[23] airports"));
        await Expect(_page.Locator("#routes tbody tr").First.Locator("th")).ToHaveTextAsync("SCL → LIM");
        await Expect(_page.Locator("#routes tbody tr").First.Locator("td").First).ToHaveTextAsync(new Regex("^[23]$"));
        Assert.That(
            await _page.EvaluateAsync<int>("() => echarts.getMap('world').geoJSON.features.length"), Is.GreaterThan(150), "countries");
    }

    [Test]
    public async Task Links_to_other_pages_contain_no_key()
    {
        var links = _page.Locator("#links a");

        await Expect(links).ToHaveTextAsync(["API documentation", "KQL queries"]);
        Assert.That(
            new[] { await links.First.GetAttributeAsync("href"), await links.Last.GetAttributeAsync("href") },
            Is.EqualTo([$"{Stack.Host.ApiEndpoint}docs", Stack.Host.KustoEndpoint.AbsoluteUri]));
    }

    [Test]
    public async Task Every_objective_is_listed()
    {
        var rows = _page.Locator("#objectiveList tbody tr");

        await Expect(rows).ToHaveCountAsync(LocalStack.Board.Objective.All.Count);
        await Expect(rows.Filter(new() { HasText = "end-to-end-latency" })).ToContainTextAsync("99 %");
        await Expect(rows.Filter(new() { HasText = "end-to-end-latency" })).ToContainTextAsync(new Regex("met|overspent"));
    }

    [Test]
    public async Task One_click_replays_a_dead_letter()
    {
        var body = Encoding.UTF8.GetBytes(Events.Flight("replayed-1", "BOG", "LIM"));
        var id = await AddDeadLetterAsync(SampleDeadLetters.NewDeadLetter(1, body, partitionId: "11"));

        await _page.Locator($"button[data-action=replay][data-id='{id}']").ClickAsync();

        await Expect(_page.Locator("#deadLetterNote")).ToContainTextAsync("1 event published again.");
        await Expect(_page.Locator($"#deadLetterList button[data-id='{id}']")).ToHaveCountAsync(0);
        await Stack.IngestedAsync();
        Assert.That((await Stack.GetAsync($"flights/replayed-1?code={Stack.Host.FunctionKey}")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_still_invalid_dead_letter_shows_the_reason_and_can_be_corrected_with_the_keyboard()
    {
        var invalid = Events.Flight("corrected-1", "s!L", "LIM").Replace("{", """{"source":"/stations/arica",""", StringComparison.Ordinal);
        await Stack.SendAsync(invalid);
        await Stack.IngestedAsync();
        var row = _page.Locator("#deadLetterList tbody tr").Filter(new() { HasText = "/stations/arica" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(_page.Locator("#deadLetterNote")).ToContainTextAsync("still");

        await row.GetByRole(AriaRole.Button, new() { Name = "Show" }).FocusAsync();
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.Locator("dialog#deadLetter")).ToBeVisibleAsync();
        var body = _page.Locator("#deadLetterBody");
        await body.FillAsync((await body.InputValueAsync()).Replace("s!L", "SCL", StringComparison.Ordinal));
        await _page.Keyboard.PressAsync("Tab");
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.Locator("#deadLetterResult")).ToContainTextAsync("1 event published again.");
        await _page.Keyboard.PressAsync("Escape");

        await Expect(_page.Locator("dialog#deadLetter")).ToBeHiddenAsync();
        await Stack.IngestedAsync();
        Assert.That((await Stack.GetAsync($"flights/corrected-1?code={Stack.Host.FunctionKey}")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_discarded_dead_letter_is_listed_as_discarded()
    {
        var body = "<img src=x onerror=alert(1)>"u8.ToArray();
        var id = await AddDeadLetterAsync(SampleDeadLetters.NewDeadLetter(2, body, partitionId: "12"));
        var page = await _browser.OpenAsync(Board);

        await page.Locator($"button[data-action=show][data-id='{id}']").ClickAsync();
        await Expect(page.Locator("#deadLetterBody")).ToHaveValueAsync("<img src=x onerror=alert(1)>");
        await page.Locator("#deadLetterDiscard").ClickAsync();
        await Expect(page.Locator("#deadLetterResult")).ToHaveTextAsync("Discarded. The body is retained.");
        await page.Locator("#deadLetterClose").ClickAsync();
        await page.Locator("#deadLetterState").SelectOptionAsync("Discarded");

        await Expect(page.Locator($"#deadLetterList button[data-id='{id}']")).ToHaveCountAsync(1);
        Assert.That(await page.Locator("main img, dialog img").CountAsync(), Is.Zero, "the body is shown as text, not as markup");
        await page.Context.CloseAsync();
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task The_page_is_accessible_in_both_color_schemes(ColorScheme colorScheme)
    {
        var page = await _browser.OpenAsync(Board, colorScheme: colorScheme);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", colorScheme == ColorScheme.Dark ? "dark" : "light");
        await Expect(page.Locator("#routes tbody tr")).Not.ToHaveCountAsync(0);
        await page.Locator("[data-chart=rates] summary").ClickAsync();

        Assert.That(await Axe.FindAsync(page), Is.Empty);
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task The_color_scheme_can_be_changed_and_survives_a_reload()
    {
        var page = await _browser.OpenAsync(Board);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark colors" }).ClickAsync();
        await page.ReloadAsync();

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task Without_a_key_the_page_reports_the_missing_key_and_shows_no_data()
    {
        var page = await _browser.OpenAsync(Stack.Host.BoardEndpoint!, ready: "#connection[data-state=lost]");

        await Expect(page.Locator("#connection")).ToContainTextAsync("A key is missing");
        await Expect(page.Locator("#deadLetterList")).ToContainTextAsync("A key is missing");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        _browser.Errors.RemoveAll(error => error.Contains("401 (Unauthorized)", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_documentation_lists_the_operations_and_can_call_an_operation()
    {
        var page = await _browser.OpenAsync(new Uri(Stack.Host.ApiEndpoint, "docs/index.html"), ready: ".opblock");
        var operations = ApiCatalog.Current.Functions.Sum(function => function.Methods.Count(IsListed));
        await Expect(page.Locator(".opblock")).ToHaveCountAsync(operations);

        await page.Locator(".auth-wrapper .authorize").ClickAsync();
        await page.Locator(".auth-container input").First.FillAsync(Stack.Host.ApiKeys["read"]);
        await page.Locator(".auth-btn-wrapper .authorize").First.ClickAsync();
        await page.Locator(".btn-done").First.ClickAsync();
        var operation = page.Locator("#operations-Flights-GetFlight");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.Locator("input[placeholder=flightId]").FillAsync("board-1");
        await operation.Locator(".execute").ClickAsync();

        await Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync("200");
        await Expect(operation.Locator(".live-responses-table")).ToContainTextAsync("\"flightId\": \"board-1\"");
        await page.Context.CloseAsync();

        static bool IsListed(string method) => !method.Equals("head", StringComparison.OrdinalIgnoreCase);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private ILocator Tile(string name) => _page.Locator(".tile").Filter(new() { HasText = name });

    private async Task<string> AddDeadLetterAsync(DeadLetter deadLetter)
    {
        var table = new TableClient(Stack.Host.StorageConnectionString, "deadletters");
        await table.CreateIfNotExistsAsync();
        foreach (var entity in DeadLetterEntities.Create(deadLetter))
            await table.AddEntityAsync(entity);
        return SampleDeadLetters.IdOf(deadLetter);
    }
}
