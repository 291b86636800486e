using System.Data;
using LatamFunctions.Flights;
using LatamFunctions.Tests.Support;
using Newtonsoft.Json.Linq;

namespace LatamFunctions.Tests.Responses;

/// <summary>Tests CSV responses that are opened in spreadsheets. Text must not become a formula, and the file must have a name.</summary>
public class CsvTests
{
    private static readonly DateTime Departure = new(2026, 11, 20, 10, 20, 0, DateTimeKind.Utc);

    [TestCase("=HYPERLINK(A2)", "'=HYPERLINK(A2)")]
    [TestCase("+1", "'+1")]
    [TestCase("-7", "'-7")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\tx", "\"'\tx\"")]
    [TestCase("\rx", "\"'\rx\"")]
    [TestCase("\nx", "\"'\nx\"")]
    [TestCase("=1,2", "\"'=1,2\"")]
    [TestCase("=\"x\"", "\"'=\"\"x\"\"\"")]
    [TestCase("＝1", "'＝1")]
    [TestCase("on-time =1", "on-time =1")]
    [TestCase("'=1", "'=1")]
    public async Task A_string_that_starts_like_a_formula_gets_an_apostrophe(string status, string field)
    {
        var exchange = await SearchAsync(
            "?format=csv&select=status,delayMinutes", FlightRows.One(("Status", status), ("DelayMinutes", -7)));

        Assert.That(exchange.Text, Is.EqualTo($"status,delayMinutes\r\n{field},-7\r\n"), "numbers are unchanged");
    }

    [Test]
    public async Task A_string_inside_a_dynamic_column_cannot_start_a_formula()
    {
        var exchange = await SearchAsync(
            "?format=csv&select=extra,distanceKm", FlightRows.One(("Extra", new JValue("=1+1")), ("DistanceKm", -0.5)));

        Assert.That(exchange.Text, Is.EqualTo("extra,distanceKm\r\n'=1+1,-0.5\r\n"));
    }

    [Test]
    public async Task JSON_contains_every_string_unchanged()
    {
        var exchange = await SearchAsync("?select=status", FlightRows.One(("Status", "=HYPERLINK(A2)")));

        Assert.That(exchange.Text, Is.EqualTo("{\"value\":[{\"status\":\"=HYPERLINK(A2)\"}]}"));
        Assert.That(exchange.Header("Content-Disposition"), Is.Empty);
    }

    [TestCase("", false)]
    [TestCase("&bom=false", false)]
    [TestCase("&bom=true", true)]
    public async Task A_byte_order_mark_is_written_only_on_request(string parameter, bool isPresent)
    {
        var exchange = await SearchAsync($"?format=csv&select=status{parameter}", FlightRows.One(("Status", "São Paulo: niebla")));

        Assert.That(exchange.Text, Is.EqualTo($"{(isPresent ? "\uFEFF" : "")}status\r\nSão Paulo: niebla\r\n"));
        Assert.That(exchange.Context.Response.ContentType, Is.EqualTo("text/csv; charset=utf-8; header=present"));
    }

    [TestCase("?bom=true")]
    [TestCase("?bom=true&format=ndjson")]
    public async Task A_byte_order_mark_is_written_only_in_CSV(string query) =>
        Assert.That((await SearchAsync(query, FlightRows.One(("Status", "x")))).Text, Does.StartWith("{"));

    [Test]
    public async Task CSV_has_a_file_name()
    {
        var search = await SearchAsync("?format=csv", FlightRows.One(("Status", "x")));

        Assert.That(search.Header("Content-Disposition"), Is.EqualTo("attachment; filename=flights.csv; filename*=UTF-8''flights.csv"));
    }

    [TestCase("?format=csv&select=flightId,delayMinutes", "flightId,delayMinutes\r\nLA805,13\r\n")]
    [TestCase("?format=ndjson&select=flightId,delayMinutes", "{\"flightId\":\"LA805\",\"delayMinutes\":13}\n")]
    [TestCase("?select=flightId,delayMinutes", "{\"flightId\":\"LA805\",\"delayMinutes\":13}")]
    public async Task One_flight_is_available_in_every_format(string query, string expected)
    {
        var exchange = await GetAsync("LA805", query);

        Assert.That((exchange.Status, exchange.Text), Is.EqualTo((200, expected)));
    }

    [Test]
    public async Task The_file_of_one_flight_is_named_after_its_id_and_has_a_weak_ETag()
    {
        var json = await GetAsync("a/b\"ñ", "");
        var csv = await GetAsync("a/b\"ñ", "?format=csv");

        Assert.Multiple(() =>
        {
            Assert.That(csv.Header("Content-Disposition"),
                Does.StartWith("attachment; filename=").And.EndsWith("; filename*=UTF-8''a-b%22%C3%B1.csv"));
            Assert.That(csv.Header("ETag"), Is.EqualTo($"W/{json.Header("ETag")}"), "the bytes differ from the JSON response");
        });
    }

    private static async Task<HttpExchange> SearchAsync(string query, IDataReader rows)
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(rows);
        var exchange = new HttpExchange("/api/flights", query);
        return await exchange.RespondAsync(await adx.Search(adx.Responses).Run(exchange.Request, default));
    }

    private static async Task<HttpExchange> GetAsync(string flightId, string query)
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(FlightRows.Create(("LA805", Departure, 13)));
        var exchange = new HttpExchange("/api/flights/x", query);
        return await exchange.RespondAsync(
            await new GetFlight(new FlightIds(adx.Kusto), adx.Responses).Run(exchange.Request, flightId, default));
    }
}
