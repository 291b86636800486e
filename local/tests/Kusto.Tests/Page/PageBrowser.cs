using Microsoft.Playwright;

namespace LocalKusto.Tests.Page;

/// <summary>
/// A headless Chromium for pages on this machine. The browser records requests to other hosts and script errors, which are not allowed.
/// </summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private static readonly string[] Executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The timeout for all waits, which is sufficient for a busy machine.</summary>
    private const int TimeoutMilliseconds = 120_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public List<string> Errors { get; } = [];

    /// <summary>Starts the browser, or skips the test if no browser is installed.</summary>
    public static async Task<PageBrowser> StartAsync()
    {
        var executable = Array.Find(Executables, File.Exists);
        Oracle.Require("chromium", executable is not null, "apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(TimeoutMilliseconds);
        var launch = new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = ["--no-sandbox"], Timeout = TimeoutMilliseconds };
        return new PageBrowser(playwright, await playwright.Chromium.LaunchAsync(launch));
    }

    /// <summary>Opens a page in a separate browser profile and waits until it has loaded its data.</summary>
    /// <param name="address">The page's address.</param>
    /// <param name="ready">The selector of an element that exists when the page is ready.</param>
    /// <param name="colorScheme">The color scheme that the system prefers.</param>
    public async Task<IPage> OpenAsync(Uri address, string ready = "body[data-ready=true]", ColorScheme colorScheme = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(
            new() { ViewportSize = new() { Width = 1360, Height = 820 }, ColorScheme = colorScheme, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(TimeoutMilliseconds);
        var page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } uri && uri.Authority != address.Authority)
                Errors.Add($"request to {request.Url}");
        };
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) =>
        {
            // For requests that the server rejects, the browser logs a failure to load a resource.
            if (message.Type == "error" && !message.Text.Contains("400 (Bad Request)") && !message.Text.Contains("409 (Conflict)"))
                Errors.Add(message.Text);
        };
        await page.GotoAsync(address.ToString());
        await page.WaitForSelectorAsync(ready);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
