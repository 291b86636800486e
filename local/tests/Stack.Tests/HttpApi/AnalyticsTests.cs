using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>
/// Tests statistics, with expected values that were computed manually from <see cref="TestFlights"/>. Percentiles use the nearest rank:
/// of n sorted values, the value at position ceil(p/100 * n).
/// </summary>
internal sealed class AnalyticsTests : StackTestBase
{
    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        await Stack.SendAsync(TestFlights.Events);
        await Stack.IngestedAsync();
    }

    // Each line contains the group; the numbers of flights, of canceled flights, of flights with a known delay and of on-time flights; and
    // the mean, the median and the 95th percentile of the delays.
    [TestCase(
        "airline",
        "-: 1 0 1 0 15 15 15",
        "JJ: 4 1 3 2 33 14 90", // -5 14 90
        "LA: 4 0 3 2 10 10 20")] // 0 10 20
    [TestCase(
        "airport",
        "GRU: 3 1 2 2 4.5 -5 14", // -5 14
        "LIM: 2 0 1 0 15 15 15",
        "SCL: 4 0 4 2 30 10 90")] // 0 10 20 90
    [TestCase(
        "route",
        "GRU-LIM: 1 0 1 1 14 14 14",
        "GRU-SCL: 2 1 1 1 -5 -5 -5",
        "LIM-GRU: 1 0 1 0 15 15 15",
        "LIM-SCL: 1 0 0 0 - - -",
        "SCL-GRU: 1 0 1 1 0 0 0",
        "SCL-LIM: 3 0 3 1 40 20 90")] // 10 20 90
    [TestCase(
        "hour",
        "08: 6 1 5 3 8 10 20", // -5 0 10 15 20
        "14: 2 0 1 1 14 14 14",
        "23: 1 0 1 0 90 90 90")]
    [TestCase(
        "day",
        "2024-05-01: 4 0 3 2 10 10 20", // 0 10 20
        "2024-05-02: 4 0 4 2 28.5 14 90", // -5 14 15 90
        "2024-05-08: 1 1 0 0 - - -")]
    public async Task Delays_are_counted_per_group(string group, params string[] expected)
    {
        var (_, delays) = await Stack.GetAsync($"analytics/delays?by={group}");

        Assert.That(
            delays.Rows().Select(row => Line(row, [Text(row, "group")], "medianDelayMinutes", "p95DelayMinutes")),
            Is.EqualTo(expected));
    }

    [TestCase("airline", "origin=GRU", "JJ: 3 1 2 2 4.5 -5 14")]
    [TestCase("airline", "destination=GRU", "-: 1 0 1 0 15 15 15", "LA: 1 0 1 1 0 0 0")]
    [TestCase("airport", "airline=LA", "LIM: 1 0 0 0 - - -", "SCL: 3 0 3 2 10 10 20")]
    [TestCase("day", "from=2024-05-02T08:15:00Z&to=2024-05-02T14:05:00Z", "2024-05-02: 2 0 2 1 5 -5 15")] // D and G
    [TestCase("day", "from=2030-01-01")]
    public async Task Delays_are_computed_for_flights_that_match_all_parameters(string group, string parameters, params string[] expected)
    {
        var (_, delays) = await Stack.GetAsync($"analytics/delays?by={group}&{parameters}");

        Assert.That(
            delays.Rows().Select(row => Line(row, [Text(row, "group")], "medianDelayMinutes", "p95DelayMinutes")),
            Is.EqualTo(expected));
    }

    [Test]
    public async Task The_on_time_rate_refers_to_flights_with_a_known_delay_and_is_absent_without_such_flights()
    {
        var (_, delays) = await Stack.GetAsync("analytics/delays?by=route");

        Assert.That(
            delays.Rows().ToDictionary(row => Text(row, "group"), row => row.Number("onTimeRate")),
            Is.EqualTo(new Dictionary<string, double?>
            {
                ["GRU-LIM"] = 1,
                ["GRU-SCL"] = 1,
                ["LIM-GRU"] = 0,
                ["LIM-SCL"] = null,
                ["SCL-GRU"] = 1,
                ["SCL-LIM"] = 1 / 3.0,
            }));
    }

    [Test]
    public async Task Routes_are_sorted_by_number_of_flights_and_then_by_airport()
    {
        var (_, routes) = await Stack.GetAsync("analytics/routes");

        Assert.That(
            routes.Rows().Select(row => Line(row, [Text(row, "origin"), Text(row, "destination")])),
            Is.EqualTo(new[]
            {
                "SCL LIM: 3 0 3 1 40", "GRU SCL: 2 1 1 1 -5", "GRU LIM: 1 0 1 1 14", "LIM GRU: 1 0 1 0 15", "LIM SCL: 1 0 0 0 -",
                "SCL GRU: 1 0 1 1 0",
            }));
    }

    [TestCase("limit=2", "SCL LIM: 3 0 3 1 40", "GRU SCL: 2 1 1 1 -5")]
    [TestCase("airline=LA&origin=SCL", "SCL LIM: 2 0 2 1 15", "SCL GRU: 1 0 1 1 0")]
    [TestCase("destination=SCL&to=2024-05-02", "LIM SCL: 1 0 0 0 -")]
    public async Task The_route_ranking_has_the_requested_length_and_counts_matching_flights(
        string parameters, params string[] expected)
    {
        var (_, routes) = await Stack.GetAsync($"analytics/routes?{parameters}");

        Assert.That(routes.Rows().Select(row => Line(row, [Text(row, "origin"), Text(row, "destination")])), Is.EqualTo(expected));
        Assert.That(routes.NextLink(), Is.Null);
    }

    [TestCase(
        "15m", "2024-05-01T08:00 2", "2024-05-01T08:15 1", "2024-05-01T14:00 1", "2024-05-02T08:15 1", "2024-05-02T08:30 1",
        "2024-05-02T14:00 1", "2024-05-02T23:45 1", "2024-05-08T08:30 1")]
    [TestCase(
        "1h", "2024-05-01T08:00 3", "2024-05-01T14:00 1", "2024-05-02T08:00 2", "2024-05-02T14:00 1", "2024-05-02T23:00 1",
        "2024-05-08T08:00 1")]
    [TestCase(
        "6h", "2024-05-01T06:00 3", "2024-05-01T12:00 1", "2024-05-02T06:00 2", "2024-05-02T12:00 1", "2024-05-02T18:00 1",
        "2024-05-08T06:00 1")]
    [TestCase("1d", "2024-05-01T00:00 4", "2024-05-02T00:00 4", "2024-05-08T00:00 1")]
    [TestCase("7d", "2024-04-29T00:00 8", "2024-05-06T00:00 1")] // Mondays
    public async Task A_time_series_counts_flights_per_bucket(string bucket, params string[] expected)
    {
        var (_, series) = await Stack.GetAsync($"analytics/timeseries?bucket={bucket}");

        Assert.That(
            series.Rows().Select(row => $"{Text(row, "bucketStart")} {row.GetProperty("flightCount")}"),
            Is.EqualTo(expected.Select(line => line.Replace(" ", ":00Z ", StringComparison.Ordinal))));
    }

    [Test]
    public async Task A_time_series_is_daily_by_default_and_has_the_delays_of_each_day()
    {
        var (_, series) = await Stack.GetAsync("analytics/timeseries");

        Assert.That(
            series.Rows().Select(row => Line(row, [Text(row, "bucketStart")], "p95DelayMinutes")),
            Is.EqualTo(new[]
            {
                "2024-05-01T00:00:00Z: 4 0 3 2 10 20", "2024-05-02T00:00:00Z: 4 0 4 2 28.5 90", "2024-05-08T00:00:00Z: 1 1 0 0 - -",
            }));
    }

    private static string Line(JsonElement row, IEnumerable<string> names, params IEnumerable<string> percentiles)
    {
        string[] columns = ["flightCount", "cancelledCount", "measuredCount", "onTimeCount", "meanDelayMinutes", .. percentiles];
        var numbers = columns.Select(name => row.Number(name)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-");
        return $"{string.Join(' ', names)}: {string.Join(' ', numbers)}";
    }

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var text) ? text.GetString()! : "-";
}
