using System.Data;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Publishing;

/// <summary>
/// The base class for tests of PUT, PATCH and DELETE requests with a scripted database, a scripted event hub and an in-memory table of
/// claims.
/// </summary>
public abstract class FlightChangeTestBase
{
    /// <summary>The body of a PUT request.</summary>
    private protected const string State =
        "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"delayMinutes\":25}";

    private protected static readonly DateTime Nine = new(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc);

    private protected static readonly (string, string)[] Repeatable =
    [
        ("Repeatability-Request-ID", "5a6d5a3e-0f0e-4c0a-9d8a-5b1d1c9f0a01"), ("Repeatability-First-Sent", "Wed, 01 May 2024 10:36:00 GMT"),
    ];

    private readonly RequestBodies _bodies = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));

    private protected MessageLimits Limits { get; private set; } = null!;

    private protected FixedTime Time { get; private set; } = null!;

    private protected ClaimTable Claims { get; private set; } = null!;

    private protected QueryEndpoint Adx { get; private set; } = null!;

    private protected HubEndpoint Hub { get; private set; } = null!;

    private protected CapturedLog<FlightChange> Log { get; private set; } = null!;

    /// <summary>The flight that the next queries return; <c>null</c> if the flight does not exist.</summary>
    private protected Func<IDataReader>? Flight { get; set; }

    /// <summary>Whether the event of the latest change is stored.</summary>
    private protected Func<bool> IsStored { get; set; } = null!;

    private protected TimeSpan MaxWait { get; set; }

    /// <summary>The token that signals an aborted request.</summary>
    private protected CancellationToken Aborted { get; set; }

    /// <summary>The most recently published event.</summary>
    private protected JsonNode Published => JsonNode.Parse(Hub.Bodies.Last())!;

    [SetUp]
    public void SetUp()
    {
        Limits = new MessageLimits();
        Time = new FixedTime(SampleEvents.Now);
        Claims = new ClaimTable();
        Hub = new HubEndpoint();
        Log = new CapturedLog<FlightChange>();
        Flight = null;
        IsStored = () => true;
        MaxWait = TimeSpan.Zero;
        Aborted = default;
        Adx = new QueryEndpoint();
        Adx.Respond = _ => Task.FromResult(
            Adx.Query!.Contains("EventId == eventId", StringComparison.Ordinal) ? Rows(IsStored())
            : Adx.Query.Contains("ResolveFlightId", StringComparison.Ordinal) ? Rows(false)
            : Flight?.Invoke() ?? FlightRows.Create());
    }

    [OneTimeTearDown]
    public void DisposeBodies() => _bodies.Dispose();

    private protected Task<HttpExchange> PutAsync(string flightId, string body, params IEnumerable<(string Name, string Value)> headers) =>
        PutAsync(flightId, SampleEvents.Bytes(body), headers);

    private protected async Task<HttpExchange> PutAsync(
        string flightId, byte[] body, params IEnumerable<(string Name, string Value)> headers)
    {
        var exchange = Exchange("PUT", flightId, headers, body, "application/json");
        return await exchange.RespondAsync(await new CorrectFlight(_bodies, Change()).Run(exchange.Request, flightId, Aborted));
    }

    private protected async Task<HttpExchange> PatchAsync(
        string flightId, string body, params IEnumerable<(string Name, string Value)> headers)
    {
        var exchange = Exchange("PATCH", flightId, headers, SampleEvents.Bytes(body), "application/merge-patch+json");
        return await exchange.RespondAsync(await new PatchFlight(_bodies, Change()).Run(exchange.Request, flightId, Aborted));
    }

    private protected async Task<HttpExchange> DeleteAsync(string flightId, params IEnumerable<(string Name, string Value)> headers)
    {
        var exchange = Exchange("DELETE", flightId, headers);
        return await exchange.RespondAsync(await new CancelFlight(Change()).Run(exchange.Request, flightId, Aborted));
    }

    /// <summary>Returns a flight whose latest event occurred at <paramref name="occurredAt"/>.</summary>
    private protected static DataTableReader FlightOf(DateTime occurredAt, params IEnumerable<(string Column, object Value)> values) =>
        FlightRows.One(
        [
            ("FlightId", "F-1"), ("Origin", "SCL"), ("Destination", "LIM"),
            ("ScheduledDeparture", new DateTime(2024, 5, 1, 10, 20, 0, DateTimeKind.Utc)), ("Status", "delayed"),
            ("EventType", "FlightDelayed"), ("EventId", "e-1"), ("OccurredAt", occurredAt), ("Extra", "{\"gate\":\"12B\"}"),
            .. values,
        ]);

    private protected static string ETagOf(DateTime occurredAt)
    {
        using var flight = FlightOf(occurredAt);
        flight.Read();
        return FlightETag.From(flight);
    }

    private FlightChange Change() =>
        new(Adx.Kusto, Hub.Publisher, Claims.Claims(Time), Options.Create(Limits), Time, Log) { MaxWait = MaxWait };

    private static HttpExchange Exchange(
        string method, string flightId, IEnumerable<(string Name, string Value)> headers, byte[]? body = null, string? contentType = null)
    {
        var exchange = new HttpExchange($"/api/flights/{flightId}", body: body, contentType: contentType);
        exchange.Request.Method = method;
        foreach (var (name, value) in headers)
            exchange.Request.Headers[name] = value;
        return exchange;
    }

    private static IDataReader Rows(bool any)
    {
        var table = new DataTable { Columns = { { "Id", typeof(string) } } };
        if (any)
            table.Rows.Add("e");
        return table.CreateDataReader();
    }
}
