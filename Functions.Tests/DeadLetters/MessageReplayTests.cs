using System.Data;
using System.IO.Compression;
using System.Text.Json.Nodes;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests replays of dead letters for whole messages, including the messages' properties.</summary>
public class MessageReplayTests : ReplayTestBase
{
    [Test]
    public async Task A_compressed_message_is_decompressed_and_split()
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes($"[{SampleEvents.Minimal},{SampleEvents.Departed}]"));
        var deadLetter = NewDeadLetter(1, compressed.ToArray());
        await AddAsync(deadLetter);

        var (_, events) = await ReplayAsync(IdOf(deadLetter));

        // The events of two flights can be sent in any order.
        Assert.That(events, Is.EquivalentTo([SampleEvents.Minimal, SampleEvents.Departed]));
    }

    [Test]
    public async Task A_message_that_exceeded_a_limit_is_replayed_after_the_limit_is_raised()
    {
        var ids = Enumerable.Range(0, 250).Select(i => $"e{i}").ToList();
        var deadLetter = NewDeadLetter(
            1, TestGzip.Compress(SampleEvents.Bytes(string.Join('\n', ids.Select(SampleEvents.WithId)))), EventRule.TooManyEvents);
        await AddAsync(deadLetter);
        Limits.MaxMessageEvents = 249;
        var (rejected, unpublished) = await ReplayAsync(IdOf(deadLetter));
        Limits.MaxMessageEvents = 250;

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));
        Arrive();
        var (completed, repeated) = await ReplayAsync(IdOf(deadLetter));

        var storedIds = Table.Records.Single().GetString("ReplayedEventIds").Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That((rejected.Status, rejected.Header("x-ms-error-code")), Is.EqualTo((409, "StillFaulty")));
            Assert.That(
                (string?)rejected.Json["errors"]![0]!["detail"],
                Is.EqualTo("250 events; the maximum per message is 249 (Ingestion__MaxMessageEvents). None of the events is stored."));
            Assert.That(unpublished, Is.Null);
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EquivalentTo(ids.Select(SampleEvents.WithId)));
            Assert.That(storedIds, Has.Length.EqualTo(DeadLetterReplay.MaxStoredIds).And.Unique);
            Assert.That((storedIds[0], storedIds[^1]), Is.EqualTo(("e0", "e249")));
            Assert.That(((string?)completed.Json["state"], repeated), Is.EqualTo(("Replayed", (string[]?)null)));
        });
    }

    [Test]
    public async Task After_the_error_limit_is_raised_a_replay_dead_letters_only_the_invalid_events()
    {
        var invalid = SampleEvents.With("origin", "\"x\"");
        var body = string.Join('\n', invalid, SampleEvents.WithId("a"), invalid, SampleEvents.WithId("b"));
        var deadLetter = NewDeadLetter(1, SampleEvents.Bytes(body), EventRule.TooManyErrors) with { IsWholeMessage = true };
        await AddAsync(deadLetter);
        Limits.MaxMessageErrors = 1;
        var (rejected, unpublished) = await ReplayAsync(IdOf(deadLetter));
        Limits.MaxMessageErrors = 2;

        var (dryRun, previewed) = await ReplayAsync(IdOf(deadLetter), query: "?dryRun=true");
        var recordsBefore = Table.Records.Count;
        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));
        Arrive();
        var (completed, _) = await ReplayAsync(IdOf(deadLetter));

        var singles = Table.Records.Where(record => record.GetString("Reasons") == "Format").ToList();
        Assert.Multiple(() =>
        {
            Assert.That((rejected.Status, rejected.Header("x-ms-error-code")), Is.EqualTo((409, "StillFaulty")));
            Assert.That(unpublished, Is.Null);
            Assert.That((dryRun.Status, previewed, recordsBefore), Is.EqualTo((200, (string[]?)null, 1)));
            Assert.That((exchange.Status, (string?)completed.Json["state"]), Is.EqualTo((202, "Replayed")));
            Assert.That(events, Is.EquivalentTo([SampleEvents.WithId("a"), SampleEvents.WithId("b")]));
            Assert.That(singles.Select(record => record.GetInt32("EventIndex")), Is.EqualTo([0, 2]));
            Assert.That(singles.Select(record => DeadLetterEntities.BodyOf(record, [])), Is.All.EqualTo(SampleEvents.Bytes(invalid)));
            Assert.That(singles.Select(record => record.GetInt64("SequenceNumber")), Is.All.EqualTo(1));
        });
    }

    [Test]
    public async Task An_invalid_event_of_a_replayed_message_can_be_corrected_and_replayed()
    {
        var body = SampleEvents.Bytes($"{{}}\n{SampleEvents.WithId("a")}");
        var deadLetter = NewDeadLetter(1, body, EventRule.TooManyErrors) with { IsWholeMessage = true };
        await AddAsync(deadLetter);
        await ReplayAsync(IdOf(deadLetter));
        var single = Table.Records.Single(record => record.GetString("Reasons") == "Required");

        var (exchange, events) = await ReplayAsync(
            new DeadLetterKey(single.PartitionKey, single.RowKey).Id, SampleEvents.With("eventId", null));

        Assert.That(exchange.Status, Is.EqualTo(202));
        Assert.That((string?)JsonNode.Parse(events!.Single())!["eventId"], Is.EqualTo("3-1-0-1714559700000"));
    }

    [Test]
    public async Task A_replay_and_its_new_dead_letters_are_logged()
    {
        var invalid = SampleEvents.With("origin", "\"x\"").Replace(",\"destination\":\"LIM\"", "", StringComparison.Ordinal);
        var body = $"{invalid[..^1]},\"source\":\"/ops/n1\"}}\n{SampleEvents.WithId("a")}";
        var deadLetter = NewDeadLetter(1, SampleEvents.Bytes(body), EventRule.TooManyErrors) with { IsWholeMessage = true, Attempts = 3 };
        await AddAsync(deadLetter);

        var (exchange, _) = await ReplayAsync(IdOf(deadLetter));

        var single = Table.Records.Single(record => record.RowKey.EndsWith("-event", StringComparison.Ordinal));
        Assert.That(Log.Lines, Is.EqualTo(
        [
            $"Warning: Dead letter {new DeadLetterKey(single.PartitionKey, single.RowKey).Id} of /ops/n1: event 0 of the message at "
            + "partition 3, sequence number 1, stage Checked, reasons Format, Required",
            $"Information: Replay {exchange.Json["replayId"]} of dead letter {IdOf(deadLetter)}: 1 events are published again",
        ]));
        Assert.That(
            (single.GetString("Source"), single.GetInt32("Attempts"), single.GetString("ContentType"), single.GetString("Properties")),
            Is.EqualTo(("/ops/n1", 3, "application/json", "{\"source\":\"ops\"}")));
        Assert.That(single.GetDateTimeOffset("RecordedAt"), Is.EqualTo(SampleEvents.Now));
    }

    [Test]
    public async Task An_unread_binary_CloudEvent_is_replayed_with_its_attributes()
    {
        var properties = new Dictionary<string, object>
        {
            ["cloudEvents_specversion"] = "1.0",
            ["cloudEvents_id"] = "ce-1",
            ["cloudEvents_source"] = "/airlines/la",
            ["cloudEvents_type"] = "FlightDelayed",
            ["cloudEvents_time"] = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc),
        };
        var body = "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}"u8.ToArray();
        var deadLetter = NewDeadLetter(1, body, EventRule.OutOfMemory) with
        {
            IsWholeMessage = true,
            Properties = new MessageProperties(properties),
        };
        await AddAsync(deadLetter);

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));

        var published = JsonNode.Parse(events!.Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)published["id"], Is.EqualTo("ce-1"));
            Assert.That((string?)published["data"]!["origin"], Is.EqualTo("SCL"));
        });
    }

    /// <summary>
    /// Each key with its separator has 386 characters, so 80 keys fit into a table property (30,880 characters), and 81 keys do not.
    /// </summary>
    [TestCase(80)]
    [TestCase(81)]
    public async Task A_record_stores_as_many_replayed_event_ids_as_fit(int events)
    {
        const int maxKeys = 80;
        var source = new string('s', FlightEventChecks.MaxNameLength);
        var ids = Enumerable.Range(0, events).Select(i => i.ToString($"D{FlightEventChecks.MaxIdLength}")).ToList();
        var body = string.Join('\n', ids.Select(id => SampleEvents.WithId(id)[..^1] + $",\"source\":\"{source}\"}}"));
        var deadLetter = NewDeadLetter(1, SampleEvents.Bytes(body), EventRule.TooManyEvents) with { IsWholeMessage = true };
        await AddAsync(deadLetter);

        var (_, published) = await ReplayAsync(IdOf(deadLetter));

        var storedIds = Table.Records.Single().GetString("ReplayedEventIds");
        Assert.Multiple(() =>
        {
            Assert.That(published, Has.Length.EqualTo(events));
            Assert.That(storedIds.Split('\n'), Has.Length.EqualTo(maxKeys).And.Unique);
            Assert.That((storedIds.Split('\n')[0], storedIds.Split('\n')[^1]), Is.EqualTo(($"{ids[0]}\t{source}", $"{ids[^1]}\t{source}")));
        });
    }

    [Test]
    public async Task A_replay_and_a_request_share_the_memory_limit()
    {
        using var bodies = new RequestBodies(Options.Create(new RequestBodyOptions { MaxMemoryBytes = 1_000_000 }), Options.Create(Limits));
        var deadLetter = NewDeadLetter(
            1,
            TestGzip.Compress(
                SampleEvents.Bytes(string.Join('\n', Enumerable.Range(0, 2_000).Select(i => SampleEvents.WithId($"e{i}"))))));
        await AddAsync(deadLetter);
        var replay = new DeadLetterReplay(
            Table.Catalog, Table.Store, bodies, Table.Completion(Adx), Hub.Publisher, Options.Create(Limits), Time,
            NullLogger<DeadLetterReplay>.Instance);

        var outcome = await replay.ReplayAsync(DeadLetterKey.From(deadLetter), null, isDryRun: false, default);

        Assert.That((outcome!.Problem!.Status, Hub.Events.Count()), Is.EqualTo((429, 0)));
    }

    [Test]
    public async Task An_interrupted_replay_of_many_events_can_be_repeated_after_a_delay()
    {
        var body = SampleEvents.Bytes(string.Join('\n', Enumerable.Range(0, 101).Select(i => SampleEvents.WithId($"e{i}"))));
        var deadLetter = NewDeadLetter(1, body);
        await AddAsync(deadLetter);
        var record = Table.Records.Single(); // The state after a host has stopped while publishing.
        record["State"] = "Replaying";
        record["ReplayId"] = "first";
        record["ReplayedAt"] = SampleEvents.Now;
        Arrive();

        var (inProgress, unpublished) = await ReplayAsync(IdOf(deadLetter));
        Time.Advance(DeadLetterReplay.RetryAfter);
        var (again, events) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That((inProgress.Status, unpublished), Is.EqualTo((200, (string[]?)null)));
            Assert.That((again.Status, events!.Length), Is.EqualTo((202, 101)));
        });
    }

    [Test]
    public async Task A_message_that_still_cannot_be_unpacked_is_rejected_with_the_reason()
    {
        var deadLetter = NewDeadLetter(1, [0x1F, 0x8B, 8, 0], EventRule.Encoding) with { IsWholeMessage = true };
        await AddAsync(deadLetter);

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code"), events), Is.EqualTo((409, "StillFaulty", (string[]?)null)));
            Assert.That((string?)exchange.Json["errors"]![0]!["detail"], Is.EqualTo("the body is not gzip, or it is truncated"));
            Assert.That(Table.Records.Single().GetString("State"), Is.Null);
        });
    }

    /// <summary>The text in the second case was truncated because the properties exceed the size limit.</summary>
    [TestCase("{\"a\":null,\"b\":\"x\"}", "a=,b=x")]
    [TestCase("{\"a\":\"x\",\"b", "")]
    [TestCase("null", "")]
    public async Task An_event_is_published_with_the_properties_that_are_stored(string stored, string expected)
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        Table.Records.Single()["Properties"] = stored;

        var (exchange, _) = await ReplayAsync(IdOf(deadLetter));

        Assert.That(exchange.Status, Is.EqualTo(202), exchange.Text);
        var properties = Hub.Events.Single().Properties.OrderBy(property => property.Key);
        Assert.That(string.Join(',', properties.Select(property => $"{property.Key}={property.Value}")), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_replayed_event_has_the_content_type_and_properties_of_its_message()
    {
        var deadLetter = NewDeadLetter(1) with
        {
            ContentType = "application/cloudevents+json",
            Properties = new MessageProperties(
                new Dictionary<string, object> { ["source"] = "ops", ["contentEncoding"] = "gzip", ["cloudEvents:id"] = "x" }),
        };
        await AddAsync(deadLetter);

        await ReplayAsync(IdOf(deadLetter));

        var published = Hub.Events.Single();
        Assert.Multiple(() =>
        {
            Assert.That(published.ContentType, Is.EqualTo("application/cloudevents+json"));
            Assert.That(published.Properties, Is.EqualTo(new Dictionary<string, object> { ["source"] = "ops" }));
            Assert.That(Hub.Sends.Single().Key, Is.EqualTo("SCL-LIM-20240501T1020Z"));
        });
    }
}
