using LocalKusto.Configuration;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Page;

/// <summary>
/// Writes the screenshots in docs/images. Run this test after a change to the page: <c>dotnet test local/tests/Kusto.Tests --filter
/// Name=Write_the_screenshots_of_the_query_page</c>.
/// </summary>
[Explicit("Writes files in the repository.")]
public sealed class QueryPageScreenshots
{
    private const string Flights =
        """
        .set-or-append FlightEvents <| range i from 1 to 60000 step 1
        | extend hour = (i / 360) % 24, airline = (i * 7919) % 10
        | project OccurredAt = datetime(2024-05-01) + i * 10s, FlightId = strcat("LA", 100 + i % 900),
            Airline = case(airline < 5, "LATAM", airline < 8, "Avianca", "Copa"),
            Origin = case(i % 11 < 4, "GRU", i % 11 < 7, "SCL", i % 11 < 9, "BOG", "LIM"),
            Destination = case(i % 3 == 0, "EZE", i % 3 == 1, "MEX", "PTY"),
            EventType = case(i % 4 == 0, "FlightScheduled", i % 4 == 1, "FlightDelayed", i % 4 == 2, "FlightDeparted", "FlightArrived"),
            DelayMinutes = (i * 31) % (20 + 4 * (12 - abs(hour - 14))), Extra = dynamic({"gate":"A4"})
        """;

    [Test]
    public async Task Write_the_screenshots_of_the_query_page()
    {
        await using var browser = await PageBrowser.StartAsync();
        await using var server = await KustoTestServer.StartAsync();
        await server.SetUpAsync(
            ".create table FlightEvents (OccurredAt:datetime, FlightId:string, Airline:string, Origin:string, Destination:string, "
            + "EventType:string, DelayMinutes:long, Extra:dynamic)",
            Flights,
            ".create materialized-view Flights on table FlightEvents { FlightEvents | summarize arg_max(OccurredAt, *) by FlightId }");
        var page = await browser.OpenAsync(server.Endpoint);
        var folder = Path.Combine(Repository.Root, "docs", "images");
        Directory.CreateDirectory(folder);

        await page.RunAsync(
            "FlightEvents\n| where DelayMinutes > 15\n"
            + "| project OccurredAt, FlightId, Airline, Origin, Destination, EventType, DelayMinutes, Extra\n| order by OccurredAt asc");
        await ShootAsync("grid");
        await page.RunAsync(
            "FlightEvents\n| summarize Delay = avg(DelayMinutes) by bin(OccurredAt, 1h), Airline\n"
            + "| render timechart with (title=\"Average delay in minutes\")");
        await page.WaitForSelectorAsync(".chart canvas");
        await ShootAsync("timechart");
        await page.ClickAsync("#theme");
        await page.RunAsync(SampleQuery.Defaults.Single(sample => sample.Name == "Points on a map").Query);
        await page.WaitForSelectorAsync(".chart canvas");
        await ShootAsync("map");

        async Task ShootAsync(string name)
        {
            // Charts and syntax colors are rendered in later animation frames.
            await page.WaitForTimeoutAsync(1_500);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"query-page-{name}.png") });
        }
    }
}
