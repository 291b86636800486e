using System.Data;
using Kusto.Data.Exceptions;
using LatamFunctions.Flights;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatamFunctions.Tests.Flights;

public class ExportFlightsTests
{
    [Test]
    public async Task More_than_an_answer_may_have_is_refused_before_it_begins()
    {
        var adx = new QueryEndpoint();
        adx.AnswerRows(Counted(500_001));

        var exchange = await ExportAsync(adx);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["code"], Is.EqualTo("ResultTooLarge"));
            Assert.That((string?)exchange.Json["detail"], Does.StartWith("500,001 flights match; an export has at most 500,000."));
            Assert.That(adx.Asked, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_failure_before_anything_was_sent_is_an_error_answer()
    {
        var adx = new QueryEndpoint();
        var rows = new ScriptedReader(10, new KustoServiceTimeoutException("secret detail", null));
        adx.AnswerRows(Counted(10), rows);

        var exchange = await ExportAsync(adx);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(504));
            Assert.That((string?)exchange.Json["code"], Is.EqualTo("Timeout"));
            Assert.That(rows.IsDisposed, Is.True);
        });
    }

    [Test]
    public async Task A_failure_in_the_middle_cuts_the_connection()
    {
        var adx = new QueryEndpoint();
        adx.AnswerRows(Counted(10_000), new ScriptedReader(10_000, new IOException("reset")));
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

    private static DataTableReader Counted(long count)
    {
        var table = new DataTable { Columns = { { "Count", typeof(long) } } };
        table.Rows.Add(count);
        return table.CreateDataReader();
    }

    private static async Task<HttpExchange> ExportAsync(QueryEndpoint adx)
    {
        var exchange = new HttpExchange("/api/exports/flights", "?format=json&select=flightId");
        return await exchange.AnswerAsync(await Export(adx, exchange));
    }

    private static Task<IResult> Export(QueryEndpoint adx, HttpExchange exchange) =>
        new ExportFlights(adx.Kusto, NullLogger<ExportFlights>.Instance).Run(exchange.Request, default);

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
