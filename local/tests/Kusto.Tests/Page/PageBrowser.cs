using Microsoft.Playwright;

namespace LocalKusto.Tests.Page;

/// <summary>
/// Debian's Chromium, headless, on a page of an engine. It collects what must not happen: requests to other hosts and errors in scripts.
/// </summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private static readonly string[] Executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public List<string> Faults { get; } = [];

    /// <summary>Starts the browser, or skips the test where there is none.</summary>
    public static async Task<PageBrowser> StartAsync()
    {
        var executable = Array.Find(Executables, File.Exists);
        Oracle.Require("chromium", executable is not null, "apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        return new PageBrowser(playwright,
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ["--no-sandbox"], Timeout = 120_000 }));
    }

    /// <summary>Opens the page in a browser profile of its own and waits until the editor has the schema.</summary>
    public async Task<IPage> OpenAsync(Uri endpoint, string fragment = "")
    {
        var context = await _browser.NewContextAsync(
            new() { ViewportSize = new() { Width = 1360, Height = 820 }, ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } uri && uri.Authority != endpoint.Authority)
                Faults.Add($"request to {request.Url}");
        };
        page.PageError += (_, error) => Faults.Add(error);
        page.Console += (_, message) =>
        {
            // A query that the engine rejects is shown by the browser as a resource that failed to load.
            if (message.Type == "error" && !message.Text.Contains("400 (Bad Request)"))
                Faults.Add(message.Text);
        };
        await page.GotoAsync(new Uri(endpoint, fragment).ToString());
        await page.WaitForSelectorAsync("body[data-ready=true]");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

internal static class QueryPageActions
{
    /// <summary>Replaces the editor's text, runs it with the keyboard, and waits for its end.</summary>
    public static async Task RunAsync(this IPage page, string query)
    {
        await page.EvaluateAsync(
            "query => { const editor = monaco.editor.getEditors()[0]; editor.setValue(query); editor.setPosition({ lineNumber: 1, column: 1 }); editor.focus(); }", query);
        await page.EvaluateAsync("() => document.getElementById('status').textContent = ''");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.WaitForFunctionAsync(
            "() => !document.getElementById('run').hidden && document.getElementById('status').textContent !== ''");
    }

    public static Task<string> TextAsync(this IPage page, string selector) => page.InnerTextAsync(selector);
}
