using Kusto.Data.Exceptions;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http.Features;

namespace LatamFunctions.Tests.Flights;

public class ExportFlightsTests : ExportTestBase
{
    [Test]
    public async Task An_export_beyond_the_row_limit_is_rejected_before_the_response_starts()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Counted(500_001));

        var exchange = await ExportAsync(adx);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["code"], Is.EqualTo("ResultTooLarge"));
            Assert.That((string?)exchange.Json["detail"], Does.StartWith("500,001 flights match; an export contains at most 500,000."));
            Assert.That(adx.Executed, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_failure_before_the_first_byte_is_an_error_response()
    {
        var adx = new QueryEndpoint();
        var rows = new ScriptedReader(10, new KustoServiceTimeoutException("secret detail", null));
        adx.RespondWithRows(Counted(10), rows);

        var exchange = await ExportAsync(adx);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(504));
            Assert.That((string?)exchange.Json["code"], Is.EqualTo("Timeout"));
            Assert.That(rows.IsDisposed, Is.True);
        });
    }

    [Test]
    public async Task A_failure_during_the_response_closes_the_connection()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Counted(10_000), new ScriptedReader(10_000, new IOException("reset")));
        var exchange = new HttpExchange("/api/exports/flights", "?format=json&select=flightId");
        var lifetime = new Lifetime();
        exchange.Context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        exchange.Context.Features.Set<IHttpResponseFeature>(new StartedResponse());
        var result = await Export(adx, exchange);

        await result.ExecuteAsync(exchange.Context);

        Assert.Multiple(() =>
        {
            Assert.That(lifetime.IsAborted, Is.True);
            Assert.That(exchange.Text, Does.Not.EndWith("]}"));
        });
    }

    [TestCase("json")]
    [TestCase("ndjson")]
    [TestCase("csv")]
    public async Task An_export_much_larger_than_its_buffer_is_complete(string format)
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Counted(50_000), new ScriptedReader(50_000));
        var exchange = new HttpExchange("/api/exports/flights", $"?format={format}&select=flightId");

        await exchange.RespondAsync(await Export(adx, exchange));

        var rows = format == "json"
            ? exchange.Json["value"]!.AsArray().Count
            : exchange.Text.Count(c => c == '\n') - (format == "csv" ? 1 : 0);
        Assert.That((exchange.Status, rows), Is.EqualTo((200, 50_000)));
    }

    [Test]
    public async Task Rows_are_awaited_on_a_dedicated_thread()
    {
        var adx = new QueryEndpoint();
        var rows = new ScriptedReader(100);
        adx.RespondWithRows(Counted(100), rows);

        await Task.Run(() => ExportAsync(adx));

        Assert.That(rows.ReadByPool, Is.False, "waiting for rows on thread pool threads would delay other requests");
    }

    [Test]
    public async Task An_error_response_has_the_request_ids()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(Counted(10), new ScriptedReader(10, new KustoServiceTimeoutException("secret detail", null)));
        var exchange = new HttpExchange("/api/exports/flights");
        exchange.Context.Response.Headers["x-ms-request-id"] = "id-1";

        await exchange.RespondAsync(await Export(adx, exchange));

        Assert.That((exchange.Status, exchange.Header("x-ms-request-id"), exchange.Header("Vary")), Is.EqualTo((504, "id-1", "")));
    }

    private static async Task<HttpExchange> ExportAsync(QueryEndpoint adx)
    {
        var exchange = new HttpExchange("/api/exports/flights", "?format=json&select=flightId");
        return await exchange.RespondAsync(await Export(adx, exchange));
    }
}
