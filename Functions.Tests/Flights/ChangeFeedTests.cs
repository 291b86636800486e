using System.Data;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Flights;

/// <summary>Tests the change feed with its delta links, and counts in search responses.</summary>
public class ChangeFeedTests
{
    private static readonly DateTime Stored = new(2026, 11, 21, 11, 0, 0, DateTimeKind.Utc);

    [Test]
    public async Task Changes_are_ordered_by_storage_time_and_exclude_the_last_seconds()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Rows("a"));

        await SearchAsync(adx, "?updatedSince=2026-11-21");

        Assert.Multiple(() =>
        {
            Assert.That(adx.Query, Does.Contain("order by UpdatedAt asc, FlightId asc"));
            Assert.That(adx.Properties!.Parameters["updatedSince"], Does.Contain("2026-11-21T00:00:00"));
            Assert.That(adx.Properties.Parameters["updatedBefore"], Does.Contain("2026-11-21T11:59:20"), "forty seconds ago");
        });
    }

    [Test]
    public async Task The_last_page_of_changes_contains_a_delta_link()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Rows("a", "b", "c"), Rows("c"), Rows());

        var first = await SearchAsync(adx, "?updatedSince=2026-11-21&limit=2&select=flightId");
        var last = await SearchAsync(adx, QueryOf(first.Json["nextLink"]!));
        var afterId = adx.Properties!.Parameters["afterId"];
        var none = await SearchAsync(adx, QueryOf(last.Json["deltaLink"]!));

        Assert.Multiple(() =>
        {
            Assert.That(first.Json.ContainsKey("deltaLink"), Is.False);
            Assert.That(last.Json.ContainsKey("nextLink"), Is.False);
            Assert.That(afterId, Is.EqualTo("\"b\""));
            Assert.That(adx.Properties.Parameters["afterId"], Is.EqualTo("\"c\""));
            Assert.That(none.Text, Does.StartWith("{\"value\":[],\"deltaLink\":\""));
            Assert.That((string?)none.Json["deltaLink"],
                Is.EqualTo((string?)last.Json["deltaLink"]), "no event was stored in the meantime, so the delta link is unchanged");
            Assert.That(last.Header("Link"), Is.EqualTo($"<{last.Json["deltaLink"]}>; rel=\"delta\""));
        });
    }

    [Test]
    public async Task Without_changes_the_delta_link_repeats_the_request_without_the_key()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Rows());

        var exchange = await SearchAsync(adx, "?updatedSince=2026-11-21&code=secret");

        Assert.That(exchange.Text, Is.EqualTo("{\"value\":[],\"deltaLink\":\"/api/flights?updatedSince=2026-11-21\"}"));
    }

    [TestCase("?updatedSince=2026-11-21&orderby=delayMinutes", "orderby", "Conflict")]
    [TestCase("?updatedSince=yesterday", "updatedSince", "Format")]
    [TestCase("?count=yes", "count", "Unknown")]
    public async Task Invalid_parameters_are_reported(string query, string target, string rule)
    {
        var exchange = await SearchAsync(new QueryEndpoint(), query);

        Assert.That(((string?)exchange.Json["errors"]![0]!["target"], (string?)exchange.Json["errors"]![0]!["rule"]),
            Is.EqualTo((target, rule)));
    }

    [TestCase("?count=true&select=flightId", "{\"value\":[{\"flightId\":\"a\"}],\"count\":1234}")]
    [TestCase("?count=true&select=flightId&format=csv", "flightId\r\na\r\n")]
    public async Task Count_is_returned_on_request(string query, string text)
    {
        var adx = new QueryEndpoint();
        var count = new DataTable { Columns = { { "Count", typeof(long) } } };
        count.Rows.Add(1234L);
        adx.Respond = _ =>
            Task.FromResult<IDataReader>(adx.Query!.EndsWith("| count", StringComparison.Ordinal) ? count.CreateDataReader() : Rows("a"));

        var exchange = await SearchAsync(adx, query);

        Assert.That((exchange.Text, exchange.Header("total-count")), Is.EqualTo((text, "1234")));
    }

    [Test]
    public async Task Count_is_not_computed_by_default()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Rows("a"));

        var exchange = await SearchAsync(adx, "?select=flightId");

        Assert.That((adx.Executed, exchange.Text), Is.EqualTo((1, "{\"value\":[{\"flightId\":\"a\"}]}")));
    }

    private static string QueryOf(System.Text.Json.Nodes.JsonNode link) =>
        ((string)link!)[((string)link!).IndexOf('?', StringComparison.Ordinal)..];

    private static DataTableReader Rows(params string[] ids) => FlightRows.Create(ids.Select(id => (id, Stored, (int?)null)));

    private static async Task<HttpExchange> SearchAsync(QueryEndpoint adx, string query)
    {
        var exchange = new HttpExchange("/api/flights", query);
        return await exchange.RespondAsync(await adx.Search(adx.Responses).Run(exchange.Request, default));
    }
}
