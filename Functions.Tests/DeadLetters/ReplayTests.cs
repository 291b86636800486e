using System.Data;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Messaging.EventHubs;
using Kusto.Data.Common;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static LatamFunctions.Tests.DeadLetters.SampleLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class ReplayTests
{
    private readonly RequestBodies _bodies = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));
    private DeadLetterTable _table = null!;
    private MessageLimits _limits = null!;
    private QueryEndpoint _adx = null!;
    private FixedTime _time = null!;
    private HubEndpoint _hub = null!;

    [SetUp]
    public void SetUp()
    {
        _table = new DeadLetterTable();
        _limits = new MessageLimits();
        _adx = new QueryEndpoint();
        _time = new FixedTime(SampleEvents.Now);
        _hub = new HubEndpoint();
    }

    [OneTimeTearDown]
    public void DisposeBodies() => _bodies.Dispose();

    [Test]
    public async Task A_kept_body_is_published_again_and_the_record_says_so()
    {
        var letter = Letter(1);
        await AddAsync(letter);

        var (exchange, events) = await ReplayAsync(IdOf(letter));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
            Assert.That((string?)exchange.Json["state"], Is.EqualTo("Replaying"));
            Assert.That((string?)exchange.Json["replayId"], Is.EqualTo(record.GetString("ReplayId")).And.Not.Empty);
            Assert.That((string?)exchange.Json["replayedEventIds"]![0], Is.EqualTo("e-2"));
            Assert.That(record.GetString("State"), Is.EqualTo("Replaying"));
            Assert.That(record.GetDateTimeOffset("ReplayedAt"), Is.EqualTo(SampleEvents.Now));
        });
    }

    [Test]
    public async Task A_repeated_replay_answers_the_first_outcome_and_publishes_nothing()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        var (first, _) = await ReplayAsync(IdOf(letter));

        var (onItsWay, nothing) = await ReplayAsync(IdOf(letter));
        Arrive();
        var (arrived, stillNothing) = await ReplayAsync(IdOf(letter));
        _adx.Fail(new InvalidOperationException("not asked any more"));
        var (done, nothingEver) = await ReplayAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That(new[] { nothing, stillNothing, nothingEver }, Is.All.Null);
            Assert.That(new[] { onItsWay.Status, arrived.Status, done.Status }, Is.All.EqualTo(200));
            Assert.That((string?)onItsWay.Json["state"], Is.EqualTo("Replaying"));
            Assert.That((string?)arrived.Json["state"], Is.EqualTo("Replayed"));
            Assert.That((string?)done.Json["state"], Is.EqualTo("Replayed"));
            Assert.That(
                new[] { onItsWay, arrived, done }.Select(exchange => (string?)exchange.Json["replayId"]),
                Is.All.EqualTo((string?)first.Json["replayId"]));
        });
    }

    [Test]
    public async Task A_replay_that_never_arrived_can_be_repeated_after_a_while()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        var record = _table.Records.Single(); // as a host leaves it that dies before it has published
        record["State"] = "Replaying";
        record["ReplayId"] = "first";
        record["ReplayedAt"] = SampleEvents.Now;
        record["ReplayedEventIds"] = "e-2";

        _time.Advance(DeadLetterReplay.RetryAfter);
        var (second, events) = await ReplayAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That(second.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
            Assert.That((string?)second.Json["replayId"], Is.Not.EqualTo("first"));
        });
    }

    [Test]
    public async Task Of_two_replays_at_the_same_time_one_publishes()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        string[]? others = null;
        _table.BeforeUpdate = () => others = ReplayAsync(IdOf(letter)).GetAwaiter().GetResult().Events;

        var (exchange, all) = await ReplayAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That(others, Is.EqualTo([SampleEvents.Minimal]));
            Assert.That(all, Is.EqualTo(others), "nothing but what the other one published");
            Assert.That(exchange.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task A_redelivery_in_the_midst_of_a_replay_does_not_stop_it()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        _table.BeforeUpdate = () => _table.Records.Single().ETag = new ETag("\"redelivered\"");

        var (exchange, events) = await ReplayAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
        });
    }

    [Test]
    public async Task A_corrected_body_is_published_in_place_of_a_faulty_one()
    {
        var letter = Letter(1, SampleEvents.Bytes(SampleEvents.With("origin", "\"x\"")));
        await AddAsync(letter);

        var (exchange, events) = await ReplayAsync(IdOf(letter), SampleEvents.WithId("fixed"));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.WithId("fixed")]));
            Assert.That(_table.Records.Single().GetString("ReplayedEventIds"), Is.EqualTo("fixed"));
        });
    }

    [TestCase(null, 409, "StillFaulty")]
    [TestCase("{\"eventId\":\"e\"}", 400, "InvalidEvents")]
    [TestCase("[]", 400, "NoEvents")]
    public async Task What_is_still_faulty_is_not_published(string? corrected, int status, string code)
    {
        var letter = Letter(1, SampleEvents.Bytes(SampleEvents.With("origin", "\"x\"")));
        await AddAsync(letter);

        var (exchange, events) = await ReplayAsync(IdOf(letter), corrected);

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((status, code)));
            Assert.That(events, Is.Null);
            Assert.That(_table.Records.Single().ContainsKey("State"), Is.False);
        });
    }

    [Test]
    public async Task A_message_that_was_kept_packed_is_unpacked_and_taken_apart()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes($"[{SampleEvents.Minimal},{SampleEvents.Departed}]"));
        var letter = Letter(1, packed.ToArray());
        await AddAsync(letter);

        var (_, events) = await ReplayAsync(IdOf(letter));

        Assert.That(events, Is.EqualTo([SampleEvents.Minimal, SampleEvents.Departed]));
    }

    [Test]
    public async Task A_message_beyond_a_limit_is_replayed_once_the_limit_is_raised()
    {
        var ids = Enumerable.Range(0, 250).Select(i => $"e{i}").ToList();
        var letter = Letter(1, Packed.Gzip(SampleEvents.Bytes(string.Join('\n', ids.Select(SampleEvents.WithId)))), EventRule.TooManyEvents);
        await AddAsync(letter);
        _limits.MaxMessageEvents = 249;
        var (still, nothing) = await ReplayAsync(IdOf(letter));
        _limits.MaxMessageEvents = 250;

        var (exchange, events) = await ReplayAsync(IdOf(letter));
        Arrive();
        var (arrived, noMore) = await ReplayAsync(IdOf(letter));

        var kept = _table.Records.Single().GetString("ReplayedEventIds").Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That((still.Status, still.Header("x-ms-error-code")), Is.EqualTo((409, "StillFaulty")));
            Assert.That(
                (string?)still.Json["errors"]![0]!["detail"],
                Is.EqualTo("250 events; a message may have 249 (Ingestion__MaxMessageEvents). None of them is stored."));
            Assert.That(nothing, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EquivalentTo(ids.Select(SampleEvents.WithId)));
            Assert.That(kept, Has.Length.EqualTo(DeadLetterReplay.MaxKeptIds).And.Unique);
            Assert.That((kept[0], kept[^1]), Is.EqualTo(("e0", "e249")));
            Assert.That(((string?)arrived.Json["state"], noMore), Is.EqualTo(("Replayed", (string[]?)null)));
        });
    }

    [Test]
    public async Task A_message_with_too_many_errors_is_replayed_once_the_limit_is_raised_and_its_invalid_events_become_dead_letters()
    {
        var invalid = SampleEvents.With("origin", "\"x\"");
        var body = string.Join('\n', invalid, SampleEvents.WithId("a"), invalid, SampleEvents.WithId("b"));
        var letter = Letter(1, SampleEvents.Bytes(body), EventRule.TooManyErrors) with { IsWholeMessage = true };
        await AddAsync(letter);
        _limits.MaxMessageErrors = 1;
        var (still, nothing) = await ReplayAsync(IdOf(letter));
        _limits.MaxMessageErrors = 2;

        var (dryRun, none) = await ReplayAsync(IdOf(letter), query: "?dryRun=true");
        var untouched = _table.Records.Count;
        var (exchange, events) = await ReplayAsync(IdOf(letter));
        Arrive();
        var (arrived, _) = await ReplayAsync(IdOf(letter));

        var singles = _table.Records.Where(record => record.GetString("Reasons") == "Format").ToList();
        Assert.Multiple(() =>
        {
            Assert.That((still.Status, still.Header("x-ms-error-code"), nothing), Is.EqualTo((409, "StillFaulty", (string[]?)null)));
            Assert.That((dryRun.Status, none, untouched), Is.EqualTo((200, (string[]?)null, 1)));
            Assert.That((exchange.Status, (string?)arrived.Json["state"]), Is.EqualTo((202, "Replayed")));
            Assert.That(events, Is.EquivalentTo([SampleEvents.WithId("a"), SampleEvents.WithId("b")]));
            Assert.That(singles.Select(record => record.GetInt32("EventIndex")), Is.EqualTo([0, 2]));
            Assert.That(singles.Select(record => DeadLetterEntities.BodyOf(record, [])), Is.All.EqualTo(SampleEvents.Bytes(invalid)));
            Assert.That(singles.Select(record => record.GetInt64("SequenceNumber")), Is.All.EqualTo(1));
        });
    }

    [Test]
    public async Task An_invalid_event_of_a_replayed_message_is_replayed_itself_once_it_is_corrected()
    {
        var letter = Letter(1, SampleEvents.Bytes($"{{}}\n{SampleEvents.WithId("a")}"), EventRule.TooManyErrors) with { IsWholeMessage = true };
        await AddAsync(letter);
        await ReplayAsync(IdOf(letter));
        var single = _table.Records.Single(record => record.GetString("Reasons") == "Required");

        var (exchange, events) = await ReplayAsync(
            new DeadLetterKey(single.PartitionKey, single.RowKey).Id, SampleEvents.With("eventId", null));

        Assert.That(exchange.Status, Is.EqualTo(202));
        Assert.That((string?)JsonNode.Parse(events!.Single())!["eventId"], Is.EqualTo("3-1-0-1714559700000"));
    }

    [Test]
    public async Task A_binary_CloudEvent_that_was_not_read_is_replayed_with_its_attributes()
    {
        var properties = new Dictionary<string, object>
        {
            ["cloudEvents_specversion"] = "1.0",
            ["cloudEvents_id"] = "ce-1",
            ["cloudEvents_source"] = "/airlines/la",
            ["cloudEvents_type"] = "FlightDelayed",
            ["cloudEvents_time"] = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc),
        };
        var letter = Letter(1, "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}"u8.ToArray(), EventRule.OutOfMemory) with
        {
            IsWholeMessage = true,
            Properties = new MessageProperties(properties),
        };
        await AddAsync(letter);

        var (exchange, events) = await ReplayAsync(IdOf(letter));

        var published = JsonNode.Parse(events!.Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)published["id"], Is.EqualTo("ce-1"));
            Assert.That((string?)published["data"]!["origin"], Is.EqualTo("SCL"));
        });
    }

    [Test]
    public async Task A_replay_waits_for_memory_like_a_request()
    {
        using var bodies = new RequestBodies(Options.Create(new RequestBodyOptions { MaxMemoryBytes = 1_000_000 }), Options.Create(_limits));
        var letter = Letter(1, Packed.Gzip(SampleEvents.Bytes(string.Join('\n', Enumerable.Range(0, 2_000).Select(i => SampleEvents.WithId($"e{i}"))))));
        await AddAsync(letter);
        var replay = new DeadLetterReplay(
            _table.Catalog, _table.Store, bodies, _table.Settlement(_adx), _hub.Publisher, Options.Create(_limits), _time, NullLogger<DeadLetterReplay>.Instance);

        var outcome = await replay.ReplayAsync(DeadLetterKey.Of(letter), null, isDryRun: false, default);

        Assert.That((outcome!.Problem!.Status, _hub.Events.Count()), Is.EqualTo((429, 0)));
    }

    [Test]
    public async Task A_replay_of_many_events_that_broke_off_is_repeated_after_a_while()
    {
        var letter = Letter(1, SampleEvents.Bytes(string.Join('\n', Enumerable.Range(0, 101).Select(i => SampleEvents.WithId($"e{i}")))));
        await AddAsync(letter);
        var record = _table.Records.Single(); // as a host leaves it that dies while it publishes
        record["State"] = "Replaying";
        record["ReplayId"] = "first";
        record["ReplayedAt"] = SampleEvents.Now;
        Arrive();

        var (onItsWay, nothing) = await ReplayAsync(IdOf(letter));
        _time.Advance(DeadLetterReplay.RetryAfter);
        var (again, events) = await ReplayAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That((onItsWay.Status, nothing), Is.EqualTo((200, (string[]?)null)));
            Assert.That((again.Status, events!.Length), Is.EqualTo((202, 101)));
        });
    }

    [Test]
    public async Task A_clock_that_is_set_back_does_not_keep_a_replay_from_being_repeated()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        await ReplayAsync(IdOf(letter));
        _time.SetClock(TimeSpan.FromHours(-1));
        _adx.Answer = _ => Task.FromResult<IDataReader>(new DataTable().CreateDataReader());

        var (again, _) = await ReplayAsync(IdOf(letter));

        Assert.That(again.Status, Is.EqualTo(202));
    }

    [TestCase(100, 202, "")]
    [TestCase(101, 413, "TooManyEvents")]
    public async Task A_corrected_body_has_at_most_a_hundred_events(int count, int status, string code)
    {
        var letter = Letter(1);
        await AddAsync(letter);

        var (exchange, _) = await ReplayAsync(IdOf(letter), string.Join('\n', Enumerable.Range(0, count).Select(i => SampleEvents.WithId($"e{i}"))));

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((status, code)));
    }

    [Test]
    public async Task A_bulk_replay_is_bounded_by_events()
    {
        var many = Packed.Gzip(SampleEvents.Bytes(string.Join('\n', Enumerable.Range(0, 6_000).Select(i => SampleEvents.WithId($"e{i}")))));
        await AddAsync(Letter(1, many), Letter(2, many), Letter(3, many));

        var (first, events) = await ReplayAllAsync("");
        var (second, rest) = await ReplayAllAsync(QueryOf((string)first.Json["nextLink"]!));

        Assert.That((events!.Length, rest!.Length, second.Json.ContainsKey("nextLink")), Is.EqualTo((12_000, 6_000, false)));
    }

    [Test]
    public async Task A_discarded_letter_and_an_unknown_one_are_not_replayed()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        _table.Records.Single()["State"] = "Discarded";

        var (discarded, events) = await ReplayAsync(IdOf(letter));
        var (unknown, _) = await ReplayAsync(IdOf(Letter(2)));

        Assert.Multiple(() =>
        {
            Assert.That((discarded.Status, discarded.Header("x-ms-error-code")), Is.EqualTo((409, "DeadLetterDiscarded")));
            Assert.That(events, Is.Null);
            Assert.That((unknown.Status, unknown.Header("x-ms-error-code")), Is.EqualTo((404, "DeadLetterNotFound")));
        });
    }

    [Test]
    public async Task A_letter_that_the_hub_does_not_take_stays_open()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        _hub.Answer = _ => new EventHubsException(true, "flight-events", "busy");
        var (refused, _) = await ReplayAsync(IdOf(letter));
        var state = _table.Records.Single().GetString("State");
        _hub.Answer = _ => null;

        var (taken, events) = await ReplayAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That((refused.Status, refused.Header("x-ms-error-code")), Is.EqualTo((503, "ServiceUnavailable")));
            Assert.That(state, Is.EqualTo("Open"));
            Assert.That(taken.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
        });
    }

    [Test]
    public async Task An_event_is_published_again_with_the_messages_content_type_and_properties()
    {
        var letter = Letter(1) with
        {
            ContentType = "application/cloudevents+json",
            Properties = new MessageProperties(new Dictionary<string, object> { ["source"] = "ops", ["contentEncoding"] = "gzip", ["cloudEvents:id"] = "x" }),
        };
        await AddAsync(letter);

        await ReplayAsync(IdOf(letter));

        var published = _hub.Events.Single();
        Assert.Multiple(() =>
        {
            Assert.That(published.ContentType, Is.EqualTo("application/cloudevents+json"));
            Assert.That(published.Properties, Is.EqualTo(new Dictionary<string, object> { ["source"] = "ops" }));
            Assert.That(_hub.Sends.Single().Key, Is.EqualTo("SCL-LIM-20240501T1020Z"));
        });
    }

    [TestCase(null)]
    [TestCase("{\"eventType\":\"FlightScheduled\",\"occurredAt\":\"2024-05-01T08:00:00Z\",\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}")]
    public async Task An_event_without_id_is_replayed_with_the_one_that_its_place_gives_it(string? corrected)
    {
        var letter = Letter(7, SampleEvents.Bytes(SampleEvents.With("eventId", null))) with { EventIndex = 5 };
        await AddAsync(letter);

        await ReplayAsync(IdOf(letter), corrected);

        Assert.That((string?)JsonNode.Parse(_hub.Bodies.Single())!["eventId"], Is.EqualTo("3-7-5-1714559700000"));
    }

    [Test]
    public async Task A_bulk_replay_counts_what_became_of_each_letter()
    {
        var faulty = SampleEvents.Bytes(SampleEvents.With("origin", "\"x\""));
        await AddAsync(Letter(1), Letter(2, faulty), Letter(3), Letter(4, rule: EventRule.Range));
        await ReplayAsync(IdOf(Letter(3)));

        var (exchange, events) = await ReplayAllAsync("?reason=Format");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(exchange.Text, Is.EqualTo("{\"replayed\":1,\"replayedEarlier\":1,\"refused\":1,\"events\":1}"));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
        });
    }

    [Test]
    public async Task A_bulk_replay_is_bounded_by_letters_and_goes_on_by_its_link()
    {
        await AddAsync([.. Enumerable.Range(0, 3).Select(i => Letter(i))]);

        var (first, two) = await ReplayAllAsync("?limit=2");
        var (second, one) = await ReplayAllAsync(QueryOf((string)first.Json["nextLink"]!));

        Assert.Multiple(() =>
        {
            Assert.That(two, Has.Length.EqualTo(2));
            Assert.That(one, Has.Length.EqualTo(1));
            Assert.That(second.Text, Is.EqualTo("{\"replayed\":1,\"replayedEarlier\":0,\"refused\":0,\"events\":1}"));
        });
    }

    [Test]
    public async Task A_bulk_replay_is_bounded_by_bytes_and_misses_none()
    {
        var large = SampleEvents.Bytes(SampleEvents.With("notes", $"[{string.Join(',', Enumerable.Repeat($"\"{new string('x', 1000)}\"", 900))}]"));
        await AddAsync([.. Enumerable.Range(0, 12).Select(i => Letter(i, large))]);

        var counts = new List<int>();
        for (var query = ""; query is not null;)
        {
            var (exchange, events) = await ReplayAllAsync(query);
            counts.Add(events?.Length ?? 0);
            query = (string?)exchange.Json["nextLink"] is { } link ? QueryOf(link) : null;
        }

        Assert.That(counts, Is.EqualTo([10, 2])); // 8 MiB are reached by the tenth letter of some 0.9 MB
    }

    [Test]
    public async Task A_dry_run_checks_and_publishes_nothing()
    {
        var (letter, faulty) = (Letter(1), Letter(2, SampleEvents.Bytes(SampleEvents.With("origin", "\"x\""))));
        await AddAsync(letter, faulty, Letter(3));
        await ReplayAsync(IdOf(Letter(3)));

        var (bulk, none) = await ReplayAllAsync("?dryRun=true");
        var (one, nothing) = await ReplayAsync(IdOf(letter), query: "?dryRun=true");
        var (still, _) = await ReplayAsync(IdOf(faulty), query: "?dryRun=true");

        Assert.Multiple(() =>
        {
            Assert.That((bulk.Status, bulk.Text), Is.EqualTo((200, "{\"dryRun\":true,\"replayed\":1,\"replayedEarlier\":1,\"refused\":1,\"events\":1}")));
            Assert.That((one.Status, (string?)one.Json["state"]), Is.EqualTo((200, "Open")));
            Assert.That((still.Status, still.Header("x-ms-error-code")), Is.EqualTo((409, "StillFaulty")));
            Assert.That((none, nothing), Is.EqualTo(((string[]?)null, (string[]?)null)));
            Assert.That(_table.Records.Count(record => record.ContainsKey("State")), Is.EqualTo(1), "that of the earlier replay");
        });
    }

    [Test]
    public async Task A_bulk_replay_refuses_a_query_that_it_does_not_understand()
    {
        var (exchange, events) = await ReplayAllAsync("?reason=Formt");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That(events, Is.Null);
        });
    }

    [Test]
    public async Task What_is_asked_of_the_store_is_bound_read_only_and_limited_in_time()
    {
        await _adx.Stored.FindAsync(["a\"b", "c", "c"], default);

        Assert.Multiple(() =>
        {
            Assert.That(_adx.Query, Is.EqualTo(StoredEvents.Query));
            Assert.That(_adx.Properties!.Parameters["eventIds"], Is.EqualTo("\"a\\\"b\\u000ac\""));
            Assert.That(_adx.Properties.Options.ToDictionary(), Is.EquivalentTo(new Dictionary<string, object>
            {
                [ClientRequestProperties.OptionRequestReadOnly] = true,
                [ClientRequestProperties.OptionServerTimeout] = TimeSpan.FromSeconds(30),
            }));
        });
    }

    private static string QueryOf(string link) => link[link.IndexOf('?', StringComparison.Ordinal)..];

    private Task AddAsync(params DeadLetter[] letters) => _table.Store.AddAsync(letters, default);

    private void Arrive() => _adx.Answer = _ =>
    {
        var rows = new DataTable();
        rows.Columns.Add("EventId", typeof(string));
        rows.Columns.Add("Source", typeof(string));
        foreach (var id in JsonSerializer.Deserialize<string>(_adx.Properties!.Parameters["eventIds"])!.Split('\n'))
            rows.Rows.Add(id, "");
        return Task.FromResult<IDataReader>(rows.CreateDataReader());
    };

    private DeadLetterReplay Replay() => new(
        _table.Catalog, _table.Store, _bodies, _table.Settlement(_adx), _hub.Publisher, Options.Create(_limits), _time, NullLogger<DeadLetterReplay>.Instance);

    /// <returns>The answer, and what this replay published; null for nothing.</returns>
    private async Task<(HttpExchange Exchange, string[]? Events)> ReplayAsync(string id, string? corrected = null, string query = "")
    {
        var exchange = new HttpExchange($"/api/dead-letters/{id}/replay", query, body: SampleEvents.Bytes(corrected ?? ""), contentType: "application/json");
        return await PublishedByAsync(async () => await exchange.AnswerAsync(await new ReplayDeadLetter(_bodies, Replay()).Run(exchange.Request, id, default)));
    }

    private async Task<(HttpExchange Exchange, string[]? Events)> ReplayAllAsync(string query)
    {
        var exchange = new HttpExchange("/api/dead-letters/replay", query);
        return await PublishedByAsync(
            async () => await exchange.AnswerAsync(await new ReplayDeadLetters(_table.List(_adx), Replay(), NoGateway.Address).Run(exchange.Request, default)));
    }

    private async Task<(HttpExchange Exchange, string[]? Events)> PublishedByAsync(Func<Task<HttpExchange>> replay)
    {
        var hub = _hub;
        var before = hub.Events.Count();
        var exchange = await replay();
        string[] published = [.. hub.Bodies.Skip(before)];
        return (exchange, published.Length > 0 ? published : null);
    }
}
