using Kusto.Data.Exceptions;
using LatamFunctions.Flights;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Flights;

public class FlightFunctionsTests
{
    private static readonly DateTime Morning = new(2024, 5, 1, 9, 45, 0, DateTimeKind.Utc);

    [Test]
    public async Task A_search_calls_the_stored_function_with_bound_parameters()
    {
        var adx = new QueryEndpoint();

        await SearchAsync(adx, "?origin=SCL&from=2024-05-01&limit=3");

        Assert.Multiple(() =>
        {
            Assert.That(adx.Database, Is.EqualTo("flights"));
            Assert.That(
                adx.Query,
                Does.Contain("; SearchFlights(origin = origin, destination = destination, airline = airline,").And.Not.Contain("SCL"));
            Assert.That(adx.Properties!.Parameters.Keys, Is.EquivalentTo(["origin", "departsFrom", "maxRows"]));
            Assert.That(adx.Properties.Parameters["origin"], Does.Contain("SCL"));
            Assert.That(adx.Properties.Parameters["maxRows"], Does.Contain("4"), "the additional row shows whether there is a next page");
            Assert.That(adx.Properties.Parameters["departsFrom"], Does.Contain("2024-05-01"));
        });
    }

    [Test]
    public async Task Flights_are_listed()
    {
        var adx = new QueryEndpoint();
        var rows = FlightRows.Create(("LA805", Morning, 13), ("LA806", Morning, 0));
        adx.RespondWithRows(rows);

        var exchange = await SearchAsync(adx, "?select=flightId,delayMinutes");

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
    public async Task A_disconnecting_client_does_not_affect_other_clients_with_the_same_query()
    {
        var adx = new QueryEndpoint();
        var responses = adx.Responses;
        var rows = new TaskCompletionSource<System.Data.IDataReader>();
        adx.Respond = _ => rows.Task;
        using var leaving = new CancellationTokenSource();
        var (first, second) = (new HttpExchange("/api/flights", "?limit=1"), new HttpExchange("/api/flights", "?limit=1"));
        var leaver = adx.Search(responses).Run(first.Request, leaving.Token);
        var other = adx.Search(responses).Run(second.Request, CancellationToken.None);

        await leaving.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => leaver);
        first.Context.Uninitialize();
        rows.SetResult(FlightRows.Create(("LA805", Morning, 13), ("LA806", Morning, 0)));
        await second.RespondAsync(await other);

        Assert.That((second.Status, adx.Executed), Is.EqualTo((200, 1)));
        Assert.That((string?)second.Json["nextLink"], Does.StartWith("/api/flights?limit=1&cursor="));
    }

    [Test]
    public async Task A_search_without_matching_flights_returns_an_empty_list() =>
        Assert.That((await SearchAsync(new QueryEndpoint(), "")).Text, Is.EqualTo("{\"value\":[]}"));

    [Test]
    public async Task An_invalid_query_is_rejected_without_a_database_query()
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
    public void A_failure_at_the_first_row_reaches_the_middleware_as_an_exception()
    {
        var adx = new QueryEndpoint();
        var rows = new ScriptedReader(0, new KustoServiceTimeoutException("secret detail", null));
        adx.RespondWithRows(rows);

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<KustoServiceTimeoutException>(() => SearchAsync(adx, ""));
            Assert.That(rows.IsDisposed, Is.True);
        });
    }

    [Test]
    public async Task One_flight_is_queried_by_its_id()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(FlightRows.Create(("LA805", Morning, 13)));

        var exchange = await GetAsync(adx, "LA805");

        Assert.Multiple(() =>
        {
            Assert.That(adx.Query, Does.EndWith("; GetFlight(flightId, asOf)"));
            Assert.That(adx.Properties!.Parameters["flightId"], Does.Contain("LA805"));
            Assert.That(exchange.Text,
                Does.StartWith("{\"flightId\":\"LA805\",\"scheduledDeparture\":\"2024-05-01T09:45:00Z\",\"delayMinutes\":13,"));
        });
    }

    [Test]
    public void A_failure_after_the_row_is_reported()
    {
        var adx = new QueryEndpoint();
        adx.RespondWithRows(new ScriptedReader(1, new KustoServiceTimeoutException("secret detail", null)));

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

    [Test]
    public async Task Simultaneous_requests_for_different_flights_share_a_query()
    {
        string[] ids = ["LA1", "LA2", "LA3", "LA4", "LA5", "LA6"];
        var adx = new QueryEndpoint();
        var results = new List<TaskCompletionSource<System.Data.IDataReader>>();
        adx.Respond = _ =>
        {
            results.Add(new TaskCompletionSource<System.Data.IDataReader>());
            return results[^1].Task;
        };
        var responses = adx.Responses;
        var requests = ids.Select(async id =>
        {
            var exchange = new HttpExchange($"/api/flights/{id}");
            return await exchange.RespondAsync(
                await new GetFlight(new FlightIds(adx.Kusto), responses).Run(exchange.Request, id, default));
        }).ToList();

        results[0].SetResult(FlightRows.Create(("LA1", Morning, 1)));
        await requests[0];

        Assert.That(adx.Query, Is.EqualTo("declare query_parameters(flightIds:dynamic); GetFlights(flightIds)"));
        Assert.That(adx.Properties!.Parameters["flightIds"], Is.EqualTo("dynamic([\"LA3\",\"LA4\",\"LA5\",\"LA6\"])"));
        results[1].SetResult(FlightRows.Create(("LA2", Morning, 2)));
        results[2].SetResult(FlightRows.Create(("LA6", Morning, 6), ("LA3", Morning, 3), ("LA5", Morning, 5)));
        var responded = await Task.WhenAll(requests);
        Assert.That(responded.Select(exchange => (string?)exchange.Json["flightId"]),
            Is.EqualTo(new[] { "LA1", "LA2", "LA3", null, "LA5", "LA6" }));
        Assert.That(responded.Select(exchange => exchange.Status), Is.EqualTo(new[] { 200, 200, 200, 404, 200, 200 }));
    }

    private static async Task<HttpExchange> SearchAsync(QueryEndpoint adx, string query)
    {
        var exchange = new HttpExchange("/api/flights", query);
        return await exchange.RespondAsync(await adx.Search(adx.Responses).Run(exchange.Request, default));
    }

    private static async Task<HttpExchange> GetAsync(QueryEndpoint adx, string flightId)
    {
        var exchange = new HttpExchange($"/api/flights/{flightId}");
        return await exchange.RespondAsync(
            await new GetFlight(new FlightIds(adx.Kusto), adx.Responses).Run(exchange.Request, flightId, default));
    }
}
