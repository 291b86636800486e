using LocalKusto.Configuration;
using LocalKusto.Tests.Support;
using Microsoft.Playwright;

namespace LocalKusto.Tests.Page;

/// <summary>Tests the query page in a browser.</summary>
public sealed class QueryPageTests
{
    private const string Airports =
        """
        datatable(Longitude:real, Latitude:real, Airport:string, Flights:long)
            [-46.47, -23.43, "GRU", 410, -70.79, -33.39, "SCL", 300, -74.15, 4.70, "BOG", 350]
        """;

    private KustoTestServer _server = null!;
    private PageBrowser _browser = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _browser = await PageBrowser.StartAsync();
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(
            ".create table Events (At:datetime, Airline:string, Delay:long, Extra:dynamic)",
            ".set-or-append Events <| range i from 1 to 3000 step 1 | project At = datetime(2024-05-01) + i * 1m, "
            + "Airline = iff(i % 2 == 0, 'LA', 'AV'), Delay = i % 60, Extra = dynamic({\"gate\":\"A4\"})");
        _page = await _browser.OpenAsync(_server.Endpoint);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [TearDown]
    public void No_request_to_another_host_and_no_script_error_occurred() => Assert.That(_browser.Errors, Is.Empty);

    [Test]
    public async Task Rows_are_shown_in_a_virtualized_grid()
    {
        await _page.RunAsync("Events | where Airline == 'LA' | order by At asc");

        Assert.That(await _page.TextAsync("#status"), Does.StartWith("1,500 rows"));
        Assert.That(await _page.Locator(".grid .head .cell").AllInnerTextsAsync(), Has.Some.Contains("Delay"));
        var first = await _page.Locator(".grid .row").First.Locator(".cell").AllInnerTextsAsync();
        Assert.That(first, Is.EqualTo(["1", "2024-05-01 00:02:00", "LA", "2", """{"gate":"A4"}"""]));
        Assert.That(await _page.Locator(".grid .row").CountAsync(), Is.InRange(10, 100), "the number of rows in the document");

        await _page.EvaluateAsync("() => { const grid = document.querySelector('.grid'); grid.scrollTop = grid.scrollHeight; }");
        await Assertions.Expect(_page.Locator(".grid .row").Last.Locator(".cell").First).ToHaveTextAsync("1500");
        await _page.Locator(".grid .head .cell", new() { HasTextString = "Delay" }).ClickAsync();
        await _page.EvaluateAsync("() => { document.querySelector('.grid').scrollTop = 0; }");
        await Assertions.Expect(_page.Locator(".grid .row").First.Locator(".cell").Nth(3)).ToHaveTextAsync("0");
    }

    [TestCase("Events | summarize avg(Delay) by bin(At, 1h), Airline | render timechart", "line", 2, 51)]
    [TestCase("Events | summarize count() by Airline | render columnchart", "bar", 1, 2)]
    [TestCase("Events | summarize count() by Airline | render barchart", "bar", 1, 2)]
    [TestCase("Events | summarize count() by Airline | render piechart", "pie", 1, 2)]
    [TestCase("Events | take 100 | project Delay, Double = Delay * 2 | render scatterchart", "scatter", 1, 100)]
    [TestCase(Airports + " | render scatterchart with (kind=map)", "scatter", 1, 3)]
    public async Task Render_draws_a_chart(string query, string type, int series, int points)
    {
        await _page.RunAsync(query);
        await _page.WaitForSelectorAsync(".chart canvas");

        var drawn = await _page.EvaluateAsync<int[]>(
            "type => { const { series } = echarts.getInstanceByDom(document.querySelector('.chart')).getOption(); "
            + "return [series.filter(one => one.type === type).length, Math.max(...series.map(one => one.data.length))]; }",
            type);
        Assert.That(drawn, Is.EqualTo([series, points]));
        if (query.Contains("kind=map"))
            Assert.That(await _page.EvaluateAsync<bool>("() => echarts.getMap('world').geoJSON.features.length > 150"),
                "the map has countries");
    }

    [Test]
    public async Task Completion_uses_the_current_schema()
    {
        var page = await _browser.OpenAsync(_server.Endpoint);
        await page.EvaluateAsync(
            "() => { const editor = monaco.editor.getEditors()[0]; editor.setValue('Events | where Air'); "
            + "editor.setPosition({ lineNumber: 1, column: 19 }); editor.focus(); }");
        // The editor's worker might still be loading the schema, so the suggestions are requested repeatedly.
        await page.WaitForFunctionAsync(
            """
            () => {
                if ([...document.querySelectorAll('.suggest-widget .monaco-list-row')].some(row => row.textContent.includes('Airline')))
                    return true;
                monaco.editor.getEditors()[0].trigger('test', 'editor.action.triggerSuggest');
                return false;
            }
            """,
            options: new() { PollingInterval = 1_000 });
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task The_tree_shows_an_entity_that_a_command_created()
    {
        await _page.RunAsync(".create-merge table Fresh (BrandNewColumn:string)");
        Assert.That(await _page.Locator("#tree").TextContentAsync(), Does.Contain("BrandNewColumn"));
    }

    [Test]
    public async Task An_error_shows_its_code_and_links_to_its_position()
    {
        await _page.RunAsync("Events\n| where Delay >");

        Assert.That(await _page.TextAsync(".error h2"), Does.StartWith("Syntax error SYN"));
        await _page.ClickAsync(".error button");
        Assert.That(await _page.EvaluateAsync<int>("() => monaco.editor.getEditors()[0].getPosition().lineNumber"), Is.EqualTo(2));

        await _page.RunAsync("Evnts | take 1");
        Assert.That(await _page.TextAsync(".error"), Does.Contain("SEM0100").And.Contain("Evnts"));
    }

    [Test]
    public async Task A_link_opens_the_query_without_running_it()
    {
        const string Query = "print response = 6 * 7 // \"quoted\" & <b>";
        var page = await _browser.OpenAsync(new Uri(_server.Endpoint, "#query=" + Uri.EscapeDataString(Query)));

        Assert.That(await page.EvaluateAsync<string>("() => monaco.editor.getEditors()[0].getValue()"), Is.EqualTo(Query));
        Assert.That(await page.TextAsync("#output"), Is.EqualTo("No result yet"));
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task History_survives_a_reload_and_data_is_never_rendered_as_markup()
    {
        var page = await _browser.OpenAsync(_server.Endpoint);
        await page.RunAsync("print html = '<img src=x onerror=alert(1)>'");
        Assert.That(await page.Locator(".grid .row .cell").Last.InnerTextAsync(), Is.EqualTo("<img src=x onerror=alert(1)>"));

        await page.ReloadAsync();
        await page.WaitForSelectorAsync("body[data-ready=true]");
        await page.ClickAsync("[data-panel=history]");
        Assert.That(await page.TextAsync("#history"), Does.Contain("<img src=x onerror=alert(1)>").And.Contain("1 row"));
        Assert.That(await page.Locator("#history img, #output img").CountAsync(), Is.Zero);
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task Samples_run_and_the_theme_can_be_changed()
    {
        var page = await _browser.OpenAsync(_server.Endpoint);
        await page.ClickAsync("[data-panel=samples]");
        Assert.That(await page.Locator("#samples .entry").CountAsync(), Is.EqualTo(SampleQuery.Defaults.Count));
        await page.Locator("#samples .entry", new() { HasTextString = "A pie chart" }).ClickAsync();
        await page.WaitForSelectorAsync(".chart canvas");

        await page.ClickAsync("#theme");
        Assert.That(await page.GetAttributeAsync("html", "data-theme"), Is.EqualTo("dark"));
        await page.Context.CloseAsync();
    }
}
