using System.Globalization;
using LocalEventHubs.Tests;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Configuration;
using LocalStack.Kusto;

namespace LocalStack.Tests.Board;

/// <summary>Tests the function in kusto/schema.kql that aggregates a year of service levels, on the local engine.</summary>
public sealed class ServiceLevelYearTests
{
    [Test]
    public async Task The_days_of_a_year_add_up_by_indicator_and_by_segment()
    {
        using var folder = new TempDirectory();
        var options = new KustoServerOptions { DataDirectory = folder.Path, Port = 0, Database = "flights" };
        await using var engine = await KustoServer.StartAsync(options);
        using var http = new HttpClient();
        var kusto = new KustoRestClient(http, engine.Endpoint, "flights");
        var schema = await File.ReadAllTextAsync(BuildPaths.KustoSchema);
        await kusto.CommandAsync($".execute database script with (ThrowOnErrors = true) <|\n{schema}", default);
        string[] rows =
        [
            Row(1, "api-latency", "GetFlight", 100, 90),
            Row(1, "api-latency", "SearchFlights", 200, 200),
            Row(200, "api-latency", "GetFlight", 100, 100),
            Row(400, "api-latency", "GetFlight", 1000, 0),
            Row(3, "freshness", "", 1000, 949),
        ];
        const string columns = "At: datetime, Instance: string, Indicator: string, Segment: string, Total: long, Good: long";
        await kusto.CommandAsync($".set-or-append ServiceLevels <| datatable({columns}) [{string.Join(",\n", rows)}]", default);

        Assert.Multiple(async () =>
        {
            Assert.That(await YearAsync(kusto, ""), Is.EqualTo(["api-latency//400/390/97.5/True", "freshness//1000/949/94.9/False"]));
            Assert.That(
                await YearAsync(kusto, "bySegment = true"),
                Is.EqualTo([
                    "api-latency/GetFlight/200/190/95.0/True", "api-latency/SearchFlights/200/200/100.0/True",
                    "freshness//1000/949/94.9/False",
                ]));
        });
    }

    private static string Row(int daysAgo, string indicator, string segment, int total, int good)
    {
        var at = DateTime.UtcNow.AddDays(-daysAgo).ToString("O", CultureInfo.InvariantCulture);
        return $"datetime({at}), 'instance', '{indicator}', '{segment}', {total}, {good}";
    }

    private static async Task<IEnumerable<string>> YearAsync(KustoRestClient kusto, string arguments)
    {
        var query = $"ServiceLevelYear({arguments}) | project Indicator, Segment, Total, Good, Percent, MeetsRequirement";
        return (await kusto.QueryAsync(query, default)).Select(row => string.Join('/', row.EnumerateArray()));
    }
}
