using System.Net;
using System.Text;
using System.Text.Json;
using PeerBenchmark;
using RabbitMQ.Client;

namespace Bench.Tests.PeerBenchmarks;

/// <summary>Tests the whole peer: RabbitMQ, PostgreSQL and the Python programs.</summary>
public class PeerTests
{
    private const string Monday = "flights?origin=SCL&from=2024-05-01T00:00:00Z&to=2024-05-02T00:00:00Z";

    /// <summary>The time limit for a restart, which takes seconds, or longer on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = new();
    private DirectoryInfo _folder = null!;
    private Peer _peer = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var packages = await DebianPackages.FindAsync(CancellationToken.None);
        Oracle.Require("rabbitmq", packages.HasRabbitMq, "apt-get install rabbitmq-server");
        Oracle.Require("postgresql", packages.PostgreSql is not null, "apt-get install postgresql");
        Oracle.Require("python-peer", packages.MissingModules.Count == 0, $"apt-get install {string.Join(' ', packages.Missing)}");
        _folder = Directory.CreateTempSubdirectory("peer-tests-");
        _peer = await Peer.StartAsync(packages, _folder.FullName, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        if (_peer is not null)
            await _peer.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    [Test]
    public async Task A_flight_has_the_latest_value_of_each_property()
    {
        await PublishAsync(
            Event("state-1", "FlightDelayed", "LA1", "10:00", """, "delayMinutes":20, "aircraft":"A320" """),
            Event("state-3", "FlightCorrected", "LA1", "12:00", """, "clearedProperties":["aircraft"] """),
            Event("state-3", "FlightCorrected", "LA1", "12:00", """, "clearedProperties":["aircraft"] """));
        await StoredAsync("state-", 2);
        await PublishAsync(Event("state-2", "FlightBoarding", "LA1", "11:00", """, "delayMinutes":25, "aircraft":"A321", "gate":"12B" """));
        await StoredAsync("state-", 3);

        var flight = await GetAsync("flights/LA1");

        Assert.Multiple(() =>
        {
            Assert.That(flight.GetProperty("eventId").GetString(), Is.EqualTo("state-3"));
            Assert.That(flight.GetProperty("gate").GetString(), Is.EqualTo("12B"), "only the late event has a gate");
            Assert.That(flight.GetProperty("origin").GetString(), Is.EqualTo("SCL"));
            Assert.That(flight.GetProperty("scheduledDeparture").GetString(), Is.EqualTo("2024-05-01T10:20:00Z"));
            Assert.That(flight.TryGetProperty("aircraft", out _), Is.False);
        });
    }

    [Test]
    public async Task Departures_of_a_day_are_returned_latest_first()
    {
        await PublishAsync(
            Event("list-1", "FlightDeparted", "LA2", "10:00", "", origin: "EZE", departure: "2024-05-01T23:59:00Z"),
            Event("list-2", "FlightDeparted", "LA3", "10:00", "", origin: "EZE", departure: "2024-05-01T20:00:00-03:00"),
            Event("list-3", "FlightDeparted", "LA4", "10:00", "", origin: "EZE", departure: "2024-05-02T00:00:00Z"),
            Event("list-4", "FlightDeparted", "LA5", "10:00", "", origin: "GRU", departure: "2024-05-01T23:00:00Z"));
        await StoredAsync("list-", 4);

        Assert.That(await IdsAsync(Monday.Replace("SCL", "EZE")), Is.EqualTo(["LA2", "LA3"]));
        Assert.That(await IdsAsync(Monday.Replace("SCL", "EZE") + "&limit=1"), Is.EqualTo(["LA2"]));
    }

    [Test]
    public async Task Invalid_events_are_rejected_without_delaying_others()
    {
        await PublishAsync(
            "no JSON",
            Event("bad-1", "FlightDeparted", "LA6", "10:00", "", origin: "Santiago"),
            Event("bad-2", "FlightDeparted", "LA6", "10:00", """, "delayMinutes":"13" """),
            Event("bad-3", "FlightDeparted", "LA6", "10:00", """, "gate":"\u0000" """.Replace("\u0000", "\\u0000")),
            Event("bad-4", "FlightDeparted", "LA6", "10:00", """, "gate":"1" """).Replace("2024-05-01T10:00", "2124-05-01T10:00"),
            Event("bad-good", "FlightDeparted", "LA7", "10:00", ""));
        await StoredAsync("bad-", 1);

        Assert.That((await _http.GetAsync(new Uri(_peer.Api, "flights/LA6"))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await Eventually.IsTrueAsync(async () => await RejectedAsync() == 5, "five rejected events", Limit);
    }

    [TestCase("flights?origin=SCL")]
    [TestCase("flights?origin=SCL&from=2024-05-01&to=2024-05-02")]
    [TestCase(Monday + "&limit=0")]
    public async Task An_invalid_query_is_a_bad_request(string path) =>
        Assert.That((await _http.GetAsync(new Uri(_peer.Api, path))).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));

    [TestCase(Peer.Broker)]
    [TestCase(Peer.Subscriber)]
    [TestCase(Peer.Database)]
    public async Task A_killed_service_loses_no_acknowledged_event(string service)
    {
        var events = EventSet.Plan();
        var publication = new Publication(_peer, events, publishers: 2, batchSize: 10);
        using var stopping = new CancellationTokenSource();
        var publishing = publication.RunAsync(100_000, rate: 500, stopping.Token, CancellationToken.None);
        await AcknowledgedAsync(100);
        await _peer.RestartAsync(service, CancellationToken.None);
        var afterKill = publication.Acknowledged;
        await AcknowledgedAsync(afterKill + 100);
        await stopping.CancelAsync();
        await publishing;

        await StoredAsync(events.IdPrefix, publication.Acknowledged);
        Assert.That(
            await _peer.VisibleAsync(events.IdPrefix, CancellationToken.None),
            Is.EqualTo((publication.Acknowledged, publication.Acknowledged)));

        Task AcknowledgedAsync(long count) =>
            Eventually.IsTrueAsync(() => Task.FromResult(publication.Acknowledged > count), $"{count} acknowledged events", Limit);
    }

    private static string Event(
        string id, string type, string flight, string time, string more,
        string origin = "SCL", string departure = "2024-05-01T10:20:00Z") =>
        $$"""{"eventId":"{{id}}","eventType":"{{type}}","occurredAt":"2024-05-01T{{time}}:00Z","flightId":"{{flight}}","""
        + $$""" "origin":"{{origin}}","destination":"LIM","scheduledDeparture":"{{departure}}"{{more}}}""";

    private async Task PublishAsync(params string[] events)
    {
        await using var publisher = _peer.NewPublisher();
        await publisher.PublishAsync(
            [.. events.Select(one => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(one))], CancellationToken.None);
    }

    private Task StoredAsync(string idPrefix, long count) => Eventually.IsTrueAsync(
        async () => await _peer.StoredAsync(idPrefix, CancellationToken.None) == count, $"{count} stored events of {idPrefix}", Limit,
        TimeSpan.FromMilliseconds(50));

    private async Task<JsonElement> GetAsync(string path)
    {
        using var body = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(_peer.Api, path)));
        return body.RootElement.Clone();
    }

    private async Task<IEnumerable<string?>> IdsAsync(string path) =>
        [.. (await GetAsync(path)).GetProperty("value").EnumerateArray().Select(flight => flight.GetProperty("flightId").GetString())];

    private async Task<uint> RejectedAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = _peer.Amqp }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync("flight-events-rejected")).MessageCount;
    }
}
