using LocalKusto.Tests.Page;
using LocalStack.Cli;
using LocalStack.Configuration;
using LocalStack.Demo;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace LocalStack.Tests.Board;

/// <summary>
/// Writes the screenshots of the board and its Fleet page to docs/images. Run this test after a change to the pages:
/// <c>Name=Write_the_screenshots_of_the_fleet</c>.
/// </summary>
[Explicit("Writes files to the repository.")]
public sealed class BoardScreenshots
{
    private const int Flights = 60_000;
    private const int Height = 826;

    [Test]
    public async Task Write_the_screenshots_of_the_board()
    {
        await using var browser = await PageBrowser.StartAsync();
        await WithStackAsync(fleetSystems: null, async stack =>
        {
            await using var demo = new FlightDemo(stack.DemoTarget(), Terminal.Console);
            await demo.RunAsync(Flights, default);
            foreach (var colorScheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                await ShootAsync(browser, stack.BoardEndpoint!, colorScheme);
        });
    }

    [Test]
    public async Task Write_the_screenshots_of_the_fleet()
    {
        await using var browser = await PageBrowser.StartAsync();
        await WithStackAsync(LocalStackOptions.DefaultFleetSystems, async stack =>
        {
            foreach (var colorScheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                var page = await browser.OpenAsync(stack.FleetPage!, colorScheme: colorScheme);
                await page.SetViewportSizeAsync(1440, Height);
                await ShootAsync(page, $"fleet-{colorScheme}");
                await page.Context.CloseAsync();
            }
        });
    }

    private static async Task WithStackAsync(int? fleetSystems, Func<LocalStackHost, Task> shoot)
    {
        var data = Directory.CreateTempSubdirectory("stack-");
        try
        {
            await using var stack = await LocalStackHost.StartAsync(new LocalStackOptions
            {
                DataDirectory = data.FullName,
                FunctionsPort = 0,
                KustoPort = 0,
                EventHubsPort = 0,
                AzuritePort = 0,
                FleetSystems = fleetSystems,
                LoggerFactory = NullLoggerFactory.Instance,
            });
            await shoot(stack);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task ShootAsync(PageBrowser browser, Uri board, ColorScheme colorScheme)
    {
        var page = await browser.OpenAsync(board, colorScheme: colorScheme);
        await page.SetViewportSizeAsync(1440, Height);
        await page.WaitForSelectorAsync("#routes tbody tr");
        await page.WaitForSelectorAsync("#deadLetterList tbody tr");
        await ShootAsync(page, $"board-{colorScheme}");
        await page.EvaluateAsync("() => document.getElementById('flights').scrollIntoView()");
        await ShootAsync(page, $"board-flights-{colorScheme}");
        await page.Context.CloseAsync();
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        // Charts are drawn when they become visible.
        await page.WaitForTimeoutAsync(2_500);
        var path = Path.Combine(Repository.Root, "docs/images", $"{name.ToLowerInvariant()}.png");
        await page.ScreenshotAsync(new() { Path = path });
    }
}
