using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using DuckDB.NET.Data;
using LocalEventHubs;
using LocalEventHubs.Configuration;
using LocalEventHubs.Security;

namespace LatamFunctions.Import.Tests;

/// <summary>Tests formats, progress and targets with a short map.</summary>
internal sealed class ImporterTests : ImportTestBase
{
    private const string Map =
        """
        -- records: flight, flights
        SELECT
            n,
            CASE WHEN (r ->> 'no') = '13' THEN 'not on a Friday' END AS rejected,
            r ->> 'no' AS eventId,
            'FlightScheduled' AS eventType,
            file_time() AS occurredAt,
            'SCL' AS origin,
            r ->> 'to' AS destination,
            iso_time(r ->> 'std') AS scheduledDeparture,
            try_cast(r ->> 'seats' AS INTEGER) AS seats
        FROM input
        """;

    private const string Std = "2024-05-02T10:20:00Z";

    [TestCase("f.csv", "no,to,std\n1,LIM,2024-05-02T10:20:00Z\n2,MIA,2024-05-02 06:20:00-04\n")]
    [TestCase("f.csv", "no;to;std\n1;LIM;2024-05-02T10:20:00Z\n2;MIA;2024-05-02T10:20:00Z\n")]
    [TestCase("f.json", """[{"no":1,"to":"LIM","std":"2024-05-02T10:20:00Z"},{"no":2,"to":"MIA","std":"2024-05-02T10:20:00Z"}]""")]
    [TestCase(
        "f.json", """ {"flights":[{"no":1,"to":"LIM","std":"2024-05-02T10:20:00Z"},{"no":2,"to":"MIA","std":"2024-05-02T10:20:00Z"}]}""")]
    [TestCase("f.jsonl",
        "{\"no\":1,\"to\":\"LIM\",\"std\":\"2024-05-02T10:20:00Z\"}\n\n{\"no\":2,\"to\":\"MIA\",\"std\":\"2024-05-02T10:20:00Z\"}\n")]
    public async Task Every_format_produces_the_same_events(string name, string content)
    {
        var (events, rejects) = await ImportAsync(Options(FileOf(name, Encoding.UTF8.GetBytes(content))));

        Assert.That(
            events.Select(flightEvent =>
                ((string?)flightEvent["eventId"], (string?)flightEvent["destination"], (string?)flightEvent["scheduledDeparture"])),
            Is.EqualTo(new[] { ("1", "LIM", Std), ("2", "MIA", Std) }));
        Assert.That(rejects, Is.Empty);
    }

    [Test]
    public async Task Parquet_is_read()
    {
        var file = FileOf("f.parquet", []);
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                $"COPY (SELECT 1 AS no, 'LIM' AS \"to\", TIMESTAMP '2024-05-02 10:20:00' AS std, 180 AS seats) TO '{file.FullName}'";
            command.ExecuteNonQuery();
        }

        var (events, _) = await ImportAsync(Options(new FileInfo(file.FullName)));

        Assert.That(((string?)events.Single()["scheduledDeparture"], (int?)events.Single()["seats"]), Is.EqualTo((Std, 180)));
    }

    [Test]
    public async Task All_events_except_the_rejects_are_published()
    {
        var (events, _) = await ImportAsync(Options(FileWithRejects()));

        Assert.That(events.Select(flightEvent => (string?)flightEvent["eventId"]), Is.EqualTo(new[] { "1", "5" }));
    }

    [Test]
    public async Task Rejects_have_their_record_and_reason()
    {
        var (_, rejects) = await ImportAsync(Options(FileWithRejects()));

        Assert.Multiple(() =>
        {
            Assert.That(
                rejects.OrderBy(reject => (int)reject["record"]!)
                    .Select(reject => ((int)reject["record"]!, (string?)reject["errors"]![0]!["field"])),
                Is.EqualTo(new[] { (2, "$"), (3, "destination"), (4, "$") }));
            Assert.That((string?)rejects.Single(reject => (int)reject["record"]! == 2)["errors"]![0]!["detail"],
                Is.EqualTo("not on a Friday"));
        });
    }

    [Test]
    public async Task An_interrupted_import_resumes_after_the_last_published_event()
    {
        const int records = (2 * Importer.RecordsPerRound) + 7;
        var csv = "no,to,std\n" + string.Concat(Enumerable.Range(1, records).Select(i => $"{i + 100},LIM,{Std}\n"));
        var options = Options(FileOf("f.csv", Encoding.UTF8.GetBytes(csv)));
        var sent = new List<string>();
        var rounds = 0;

        Assert.That(() => ImportAsync(options, messages => ++rounds == 2 ? throw new IOException("cut off") : Keep(messages)),
            Throws.TypeOf<IOException>());
        await ImportAsync(options, Keep);
        await ImportAsync(options, Keep);

        Assert.That(sent, Is.EqualTo(Enumerable.Range(1, records).Select(i => $"{i + 100}")));

        Task Keep(IReadOnlyList<EventData> messages)
        {
            sent.AddRange(messages.SelectMany(message => message.EventBody.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("eventId").GetString()!));
            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task A_changed_file_is_not_resumed()
    {
        var options = Options(FileOf("f.csv", Encoding.UTF8.GetBytes($"no,to,std\n1,LIM,{Std}\n")));
        await ImportAsync(options);
        FileOf("f.csv", Encoding.UTF8.GetBytes($"no,to,std\n1,LIM,{Std}\n2,LIM,{Std}\n"));

        var changed = options with { File = new FileInfo(options.File.FullName) };
        Assert.That(() => ImportAsync(changed), Throws.TypeOf<ImportException>().With.Message.Contains("--restart"));
        Assert.That((await ImportAsync(changed with { Restarts = true })).Events, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_document_type_declaration_is_rejected()
    {
        var file = FileOf("f.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><a><flight>&b;</flight></a>"u8.ToArray());

        Assert.That(() => ImportAsync(Options(file)), Throws.TypeOf<ImportException>());
    }

    [Test]
    public void An_unknown_map_is_rejected_with_the_existing_maps() => Assert.That(
        () => FlightMap.Load("nosuch"),
        Throws.TypeOf<ImportException>().With.Message.EqualTo(
            "The map nosuch does not exist. Use one of aeroapi, aidx, bts, opensky, scl2017, or the path of a .sql file."));

    [Test]
    public async Task Events_are_published_to_a_hub_with_the_official_SDK()
    {
        var file = FileOf("f.csv", Encoding.UTF8.GetBytes($"no,to,std\n1,LIM,{Std}\n2,MIA,{Std}\n"));
        var data = Path.Combine(file.DirectoryName!, "hub");
        await using var broker = await EventHubBroker.StartAsync(
            new EventHubBrokerOptions { DataDirectory = data, AmqpPort = 0, Hubs = [new EventHubDefinition("flight-events", 1, [])] });
        var options = Options(file) with { ConnectionString = broker.ConnectionString };
        await using var hub = new HubConnection(options);

        await ImportAsync(options, messages => hub.SendAsync(messages, CancellationToken.None));

        var stored = await broker.GetHub("flight-events").Partitions[0].ReadAsync(0, 10, CancellationToken.None);
        Assert.That(Encoding.UTF8.GetString(stored.Single().Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Has.Length.EqualTo(2));
    }

    /// <summary>
    /// Tests the connection that is used for Azure: TLS, and a token from the credential for the namespace. The broker accepts shared
    /// access signatures as tokens, so the test's credential returns a shared access signature.
    /// </summary>
    [Test]
    public async Task A_namespace_is_accessed_with_the_credential()
    {
        var file = FileOf("f.csv", Encoding.UTF8.GetBytes($"no,to,std\n1,LIM,{Std}\n"));
        await using var broker = await EventHubBroker.StartAsync(new EventHubBrokerOptions
        {
            DataDirectory = Path.Combine(file.DirectoryName!, "hub"),
            AmqpPort = 0,
            AmqpTlsPort = 0,
            Hubs = [new EventHubDefinition("flights", 1, [])],
        });
        var endpoint = new Uri(broker.TlsConnectionString!.Split(';')[0]["Endpoint=".Length..]);
        var credential = new SasCredential(EventHubsConnectionStringProperties.Parse(broker.ConnectionString));
        var client = new EventHubProducerClientOptions
        {
            ConnectionOptions =
            {
                CustomEndpointAddress = new Uri($"amqps://127.0.0.1:{endpoint.Port}"),
                CertificateValidationCallback = (_, _, _, _) => true,
            },
        };
        var options =
            Options(file) with { Namespace = "flights.example.net", Hub = "flights", ConnectionString = "ignored if a namespace is set" };
        await using var hub = new HubConnection(options, credential, client);

        await ImportAsync(options, messages => hub.SendAsync(messages, CancellationToken.None));

        Assert.Multiple(async () =>
        {
            Assert.That(hub.Address, Is.EqualTo("flights.example.net/flights"));
            Assert.That(credential.Scopes.Distinct(), Is.EqualTo(["https://eventhubs.azure.net/.default"]));
            Assert.That((await broker.GetHub("flights").Partitions[0].ReadAsync(0, 10, CancellationToken.None)).Count, Is.EqualTo(1));
        });
    }

    private FileInfo FileWithRejects() => FileOf("f.jsonl", Encoding.UTF8.GetBytes(
        $$"""
        {"no":1,"to":"LIM","std":"{{Std}}"}
        {"no":13,"to":"LIM","std":"{{Std}}"}
        {"no":3,"to":"Lima","std":"{{Std}}"}
        {broken
        {"no":5,"to":"MIA","std":"{{Std}}"}
        """));

    private sealed class SasCredential(EventHubsConnectionStringProperties connection) : TokenCredential
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var expiresAt = DateTimeOffset.UtcNow.AddHours(1);
            Scopes.Enqueue(string.Join(' ', requestContext.Scopes));
            return new AccessToken(
                SharedAccessSignature.Create(
                    new Uri("amqps://flights.example.net/flights"), connection.SharedAccessKeyName, connection.SharedAccessKey,
                    expiresAt).ToString(),
                expiresAt);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    [Test]
    public void An_invalid_connection_string_is_not_repeated_in_the_error() => Assert.That(
        () => new HubConnection(new ImportOptions { File = new FileInfo("f"), Map = "bts", ConnectionString = "Endpoint=secret" }),
        Throws.TypeOf<ImportException>().With.Message.Not.Contains("secret"));

    private ImportOptions Options(FileInfo file) =>
        new() { File = file, Map = FileOf("own.sql", Encoding.UTF8.GetBytes(Map)).FullName };
}
