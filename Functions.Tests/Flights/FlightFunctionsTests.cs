using System.Data;
using Kusto.Data.Exceptions;
using LatamFunctions.Flights;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatamFunctions.Tests.Flights;

public class FlightFunctionsTests
{
    [Test]
    public async Task A_search_asks_the_stored_function_with_bound_parameters()
    {
        var adx = new QueryEndpoint();

        await SearchAsync(adx, "?origin=SCL&from=2024-05-01&limit=3");

        Assert.Multiple(() =>
        {
            Assert.That(adx.Database, Is.EqualTo("flights"));
            Assert.That(adx.Query, Is.EqualTo(FlightQueries.Search));
            Assert.That(adx.Properties!.Parameters.Keys, Is.EquivalentTo(["origin", "departsFrom", "maxRows"]));
            Assert.That(adx.Properties.Parameters["origin"], Does.Contain("SCL"));
            Assert.That(adx.Properties.Parameters["maxRows"], Does.Contain("3"));
            Assert.That(adx.Properties.Parameters["departsFrom"], Does.Contain("2024-05-01"));
        });
    }

    [Test]
    public async Task Flights_are_listed()
    {
        var adx = new QueryEndpoint();
        var rows = Flights(("LA805", 13), ("LA806", 0));
        adx.AnswerRows(rows);

        var exchange = await SearchAsync(adx, "");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(exchange.Context.Response.ContentType, Is.EqualTo("application/json"));
            Assert.That(exchange.Text, Is.EqualTo(
                "{\"value\":[{\"flightId\":\"LA805\",\"delayMinutes\":13},{\"flightId\":\"LA806\",\"delayMinutes\":0}]}"));
            Assert.That(rows.IsClosed, Is.True);
        });
    }

    [Test]
    public async Task No_flights_are_an_empty_list() => Assert.That((await SearchAsync(new QueryEndpoint(), "")).Text, Is.EqualTo("{\"value\":[]}"));

    [Test]
    public async Task A_bad_query_is_answered_without_asking_the_database()
    {
        var adx = new QueryEndpoint();

        var exchange = await SearchAsync(adx, "?limit=0");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("InvalidParameter"));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo("limit"));
            Assert.That(adx.Query, Is.Null);
        });
    }

    [Test]
    public void A_failure_with_the_first_row_is_still_an_exception_for_the_middleware()
    {
        var adx = new QueryEndpoint();
        var rows = new ScriptedReader(0, new KustoServiceTimeoutException());
        adx.AnswerRows(rows);

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<KustoServiceTimeoutException>(() => SearchAsync(adx, ""));
            Assert.That(rows.IsDisposed, Is.True);
        });
    }

    [Test]
    public async Task A_failure_before_anything_was_sent_is_an_error_answer()
    {
        var adx = new QueryEndpoint();
        var rows = new ScriptedReader(10, new KustoServiceTimeoutException());
        adx.AnswerRows(rows);

        var exchange = await SearchAsync(adx, "");

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
        adx.AnswerRows(new ScriptedReader(10_000, new IOException("reset")));
        var exchange = new HttpExchange();
        var lifetime = new Lifetime();
        exchange.Context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        exchange.Context.Features.Set<IHttpResponseFeature>(new StartedResponse());
        var result = await new SearchFlights(adx.Queries, NullLogger<SearchFlights>.Instance).Run(exchange.Request, default);

        await result.ExecuteAsync(exchange.Context);

        Assert.Multiple(() =>
        {
            Assert.That(lifetime.IsAborted, Is.True);
            Assert.That(exchange.Text, Does.Not.EndWith("]}"));
        });
    }

    [Test]
    public async Task One_flight_is_asked_for_by_its_id()
    {
        var adx = new QueryEndpoint();
        adx.AnswerRows(Flights(("LA805", 13)));

        var exchange = await GetAsync(adx, "LA805");

        Assert.Multiple(() =>
        {
            Assert.That(adx.Query, Is.EqualTo(FlightQueries.Get));
            Assert.That(adx.Properties!.Parameters["flightId"], Does.Contain("LA805"));
            Assert.That(exchange.Text, Is.EqualTo("{\"flightId\":\"LA805\",\"delayMinutes\":13}"));
        });
    }

    [Test]
    public void A_failure_behind_the_flight_is_not_overlooked()
    {
        var adx = new QueryEndpoint();
        adx.AnswerRows(new ScriptedReader(1, new KustoServiceTimeoutException()));

        Assert.ThrowsAsync<KustoServiceTimeoutException>(() => GetAsync(adx, "LA805"));
    }

    [Test]
    public async Task An_unknown_flight_is_not_found()
    {
        var exchange = await GetAsync(new QueryEndpoint(), "nope");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(404));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo("FlightNotFound"));
            Assert.That(exchange.Context.Response.ContentType, Is.EqualTo("application/problem+json"));
        });
    }

    private static async Task<HttpExchange> SearchAsync(QueryEndpoint adx, string query)
    {
        var exchange = new HttpExchange("/api/flights", query);
        return await exchange.AnswerAsync(await new SearchFlights(adx.Queries, NullLogger<SearchFlights>.Instance).Run(exchange.Request, default));
    }

    private static async Task<HttpExchange> GetAsync(QueryEndpoint adx, string flightId)
    {
        var exchange = new HttpExchange($"/api/flights/{flightId}");
        return await exchange.AnswerAsync(await new GetFlight(adx.Queries).Run(exchange.Request, flightId, default));
    }

    private static DataTableReader Flights(params (string Id, int Delay)[] flights)
    {
        var table = new DataTable();
        table.Columns.Add("FlightId", typeof(string));
        table.Columns.Add("DelayMinutes", typeof(int));
        foreach (var (id, delay) in flights)
            table.Rows.Add(id, delay);
        return table.CreateDataReader();
    }

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
