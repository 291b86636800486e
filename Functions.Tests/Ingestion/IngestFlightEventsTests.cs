using System.IO.Compression;
using Azure;
using Azure.Messaging.EventHubs;
using Kusto.Data.Exceptions;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Ingestion;

public class IngestFlightEventsTests
{
    private readonly IngestEndpoint _adx = new();
    private FixedTime _time = new(SampleEvents.Now);
    private UnfinishedBatches _unfinished = null!;
    private MessageLimits _limits = new();
    private CapturedMetrics _metrics = null!;
    private readonly DeadLetterTable _table = new();

    [SetUp]
    public void Forget()
    {
        _adx.Requests.Clear();
        _adx.Stored.Clear();
        _adx.Answer = _ => null;
        _table.Entities.Clear();
        _table.Failure = null;
        _limits = new MessageLimits();
        _time = new FixedTime(SampleEvents.Now);
        _unfinished = new UnfinishedBatches(_time);
        _metrics = new CapturedMetrics();
    }

    [TearDown]
    public void DisposeMetrics() => _metrics.Dispose();

    [Test]
    public async Task Every_event_of_every_message_is_stored_with_its_place()
    {
        await RunAsync(
            Message(7, $"[{SampleEvents.WithId("a")},{SampleEvents.WithId("b")}]"),
            Message(8, SampleEvents.WithId("c")));

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b", "c"]));
            Assert.That(_adx.Stored[0], Does.EndWith(
                "\"PartitionId\":\"3\",\"SequenceNumber\":7,\"EnqueuedAt\":\"2024-05-01T10:35:00.0000000Z\",\"IngestedAt\":\"2024-05-01T10:36:00.0000000Z\","
                + $"\"Version\":\"2024-05-01T08:00:00.0000000Z/1/{SampleEvents.EndOfVersion("a", null)}\"}}"));
            Assert.That(_adx.Stored[2], Does.Contain("\"SequenceNumber\":8,"));
            Assert.That(_table.Entities, Is.Empty);
        });
    }

    [Test]
    public async Task A_poison_event_costs_one_dead_letter()
    {
        var messages = Enumerable.Range(0, 100).Select(i => Message(i, i == 57 ? "{\"eventId\":\"poison\"}" : SampleEvents.WithId($"e{i}")));

        await RunAsync([.. messages]);

        Assert.Multiple(() =>
        {
            Assert.That(_adx.Stored, Has.Count.EqualTo(99));
            Assert.That(_table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(57));
            Assert.That(_table.Records.Single().GetString("Reasons"), Is.EqualTo("Required"));
            Assert.That(_table.Records.Single().GetString("Stage"), Is.EqualTo("Checked"));
        });
    }

    [Test]
    public async Task A_row_that_the_store_refuses_costs_one_dead_letter()
    {
        _adx.Answer = body => body.Contains("\"EventId\":\"e2\"") ? new KustoBadRequestException("bad row", null) : null;

        await RunAsync(Message(1, SampleEvents.WithId("e1")), Message(2, SampleEvents.WithId("e2")), Message(3, SampleEvents.WithId("e3")));

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["e1", "e3"]));
            Assert.That(_table.Records.Single().GetString("Reasons"), Is.EqualTo("Refused"));
            Assert.That(_table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task A_message_that_cannot_be_unpacked_is_kept_as_it_came()
    {
        await RunAsync(Message(1, SampleEvents.WithId("a"), encoding: "gzip"));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("Reasons"), Is.EqualTo("Encoding"));
            Assert.That(record.GetString("Stage"), Is.EqualTo("Decoded"));
            Assert.That(record.GetInt32("BodyLength"), Is.EqualTo(SampleEvents.WithId("a").Length));
        });
    }

    [Test]
    public async Task A_gzip_message_is_unpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes($"{SampleEvents.WithId("a")}\n{SampleEvents.WithId("b")}\n"));

        await RunAsync(Message(1, new BinaryData(packed.ToArray()), "gzip"));

        Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b"]));
    }

    [Test]
    public async Task A_batch_larger_than_a_request_is_stored_piece_by_piece()
    {
        var note = new string('x', 900_000);
        var messages = Enumerable.Range(0, 12)
            .Select(i => Message(i, SampleEvents.WithId($"e{i}")[..^1] + $",\"note\":\"{note}\"}}"));

        await RunAsync([.. messages]);

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"e{i}")));
            Assert.That(_adx.Requests, Has.All.Matches<string>(body => body.Length <= 3_900_000));
        });
    }

    [Test]
    public void While_the_store_is_away_the_batch_fails_and_nothing_is_dead_lettered()
    {
        _adx.Answer = _ => new KustoServiceUnavilableException("down", null);

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(Message(1, SampleEvents.WithId("a"))));
            Assert.That(_table.Entities, Is.Empty);
        });
    }

    [Test]
    public void While_the_dead_letter_table_is_away_a_batch_with_a_bad_event_fails()
    {
        _table.Failure = new RequestFailedException(503, "down");

        Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(Message(1, "garbage")));
    }

    [Test]
    public void A_cancelled_invocation_is_not_acknowledged() =>
        Assert.ThrowsAsync<OperationCanceledException>(
            () => Function().Run([Message(1, SampleEvents.WithId("a"))], TestFunctionContext.ForPartition("3", new CancellationToken(canceled: true))));

    [Test]
    public async Task An_empty_batch_is_nothing_to_do()
    {
        await RunAsync();

        Assert.That(_adx.Requests, Is.Empty);
    }

    [Test]
    public async Task Redelivery_writes_the_same_dead_letter_again()
    {
        await RunAsync(Message(1, "garbage"));
        await RunAsync(Message(1, "garbage"));

        Assert.That(_table.Entities, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_stored_of_a_failed_batch_is_not_stored_again()
    {
        _table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, SampleEvents.WithId("a")), Message(2, "garbage"), Message(3, SampleEvents.WithId("b"))];
        Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(messages));
        _table.Failure = null;

        await RunAsync(messages);

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b"]));
            Assert.That(_table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(2));
            Assert.That(_table.Records.Single().GetInt32("Attempts"), Is.EqualTo(2));
            Assert.That(_metrics.SumOf("flightevents.received"), Is.EqualTo(3));
            Assert.That(_metrics.SumOf("flightevents.stored"), Is.EqualTo(2));
            Assert.That(_metrics.SumOf("flightevents.deadlettered"), Is.EqualTo(1));
            Assert.That(_metrics.CountOf("flightevents.batch.size"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_large_batch_goes_on_where_the_store_broke_off()
    {
        var note = new string('x', 900_000);
        EventData[] messages = [.. Enumerable.Range(0, 12).Select(i => Message(i, SampleEvents.WithId($"e{i}")[..^1] + $",\"note\":\"{note}\"}}"))];
        _adx.Answer = body => body.Contains("\"e5\"") ? new KustoServiceUnavilableException("down", null) : null;
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(messages));
        _adx.Answer = _ => null;

        await RunAsync(messages);

        Assert.That(_adx.StoredIds, Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"e{i}")));
    }

    [Test]
    public async Task A_row_refused_before_the_store_went_away_is_still_dead_lettered()
    {
        EventData[] messages = [Message(1, SampleEvents.WithId("bad")), Message(2, SampleEvents.WithId("b"))];
        _adx.Answer = body => body.Contains("\"bad\"") ? new KustoBadRequestException("no", null) : new KustoServiceUnavilableException("down", null);
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(messages));
        _adx.Answer = _ => null;

        await RunAsync(messages);

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["b"]));
            Assert.That(_table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Another_batch_of_the_partition_does_not_take_over_unfinished_work()
    {
        _adx.Answer = _ => new KustoServiceUnavilableException("down", null);
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(Message(1, SampleEvents.WithId("a"))));
        _adx.Answer = _ => null;

        await RunAsync(Message(1, SampleEvents.WithId("a")), Message(2, SampleEvents.WithId("b")));

        Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b"]));
    }

    [TestCase(0, 1)]
    [TestCase(1, 2)]
    public async Task Work_of_a_partition_that_does_not_return_is_released_after_its_maximum_age(int secondsBeyond, int timesStored)
    {
        _table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, SampleEvents.WithId("a")), Message(2, "garbage")];
        Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(messages));
        _table.Failure = null;
        _time.Advance(UnfinishedBatches.MaxAge + TimeSpan.FromSeconds(secondsBeyond));

        await Function().Run([Message(1, SampleEvents.WithId("other"))], TestFunctionContext.ForPartition("4"));
        await RunAsync(messages);

        Assert.That(_adx.StoredIds.Count(id => id == "a"), Is.EqualTo(timesStored));
    }

    [Test]
    public async Task Work_of_a_partition_without_a_name_is_not_gone_on_with()
    {
        _table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, SampleEvents.WithId("a")), Message(2, "garbage")];
        Assert.ThrowsAsync<RequestFailedException>(() => Function().Run(messages, new TestFunctionContext()));
        _table.Failure = null;

        await Function().Run(messages, new TestFunctionContext());

        Assert.That(_adx.StoredIds, Is.EqualTo(["a", "a"]), "stored again, rather than taken for another partition's");
    }

    [Test]
    public async Task Lag_shows_while_the_store_is_away()
    {
        _adx.Answer = _ => new KustoServiceUnavilableException("down", null);
        var message = Message(1, SampleEvents.WithId("a"));
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(message));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(message));
        _adx.Answer = _ => null;

        await RunAsync(message);

        Assert.Multiple(() =>
        {
            // Enqueued at 10:35:00, first tried at 10:36:00.
            var lag = _metrics.Of("flightevents.consumer.lag").Single();
            Assert.That((lag.Min, lag.Max, lag.Count), Is.EqualTo((60_000d, 100_000d, 3)));
            Assert.That(lag.Properties["partition"], Is.EqualTo("3"));
            Assert.That(_metrics.Of("flightevents.checkpoint.age").Single().Max, Is.EqualTo(40_000));
            Assert.That(_metrics.SumOf("flightevents.retried"), Is.EqualTo(4), "twice in each of two invocations");
            Assert.That(_metrics.SumOf("flightevents.received"), Is.EqualTo(1));
            Assert.That(_metrics.Of("flightevents.end_to_end.duration").Single().Sum, Is.EqualTo(100_000));
            Assert.That(_metrics.SumOf("flightevents.end_to_end.late"), Is.EqualTo(1));
            Assert.That(_metrics.SumOf("flightevents.ingest.slow"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_clock_that_is_set_back_gives_no_time_below_zero()
    {
        _time.Advance(TimeSpan.FromHours(-1));

        await RunAsync(Message(1, SampleEvents.WithId("a")));

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a"]));
            Assert.That(_metrics.Of("flightevents.consumer.lag").Single().Min, Is.Zero);
            Assert.That(_metrics.Of("flightevents.end_to_end.duration").Single().Min, Is.Zero);
        });
    }

    [Test]
    public async Task An_event_sent_twice_is_counted_as_a_duplicate_and_stored_all_the_same()
    {
        await RunAsync(Message(1, SampleEvents.WithId("a")), Message(2, SampleEvents.WithId("b")), Message(3, SampleEvents.WithId("a")));

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b", "a"]));
            Assert.That(_metrics.SumOf("flightevents.stored"), Is.EqualTo(3));
            Assert.That(_metrics.SumOf("flightevents.duplicate"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Dead_letters_are_counted_once_by_reason_and_stage()
    {
        await RunAsync(Message(1, "{\"eventId\":\"poison\"}"));

        var metric = _metrics.Of("flightevents.deadlettered").Single();
        Assert.That((metric.Sum, metric.Properties["reason"], metric.Properties["stage"]), Is.EqualTo((1d, "Required", "Checked")));
    }

    [Test]
    public async Task An_event_without_id_has_the_same_id_each_time_it_comes()
    {
        await RunAsync(Message(7, $"[{SampleEvents.With("eventId", null)},{SampleEvents.With("eventId", null)}]"));
        await RunAsync(Message(7, $"[{SampleEvents.With("eventId", null)},{SampleEvents.With("eventId", null)}]"));

        Assert.That(_adx.StoredIds, Is.EqualTo(["3-7-0-1714559700000", "3-7-1-1714559700000", "3-7-0-1714559700000", "3-7-1-1714559700000"]));
    }

    [TestCase("cloudEvents_")]
    [TestCase("cloudEvents:")]
    [TestCase("ce-")]
    [TestCase("Ce-")]
    public async Task A_binary_CloudEvent_carries_its_attributes_in_properties(string prefix)
    {
        var properties = new Dictionary<string, object>
        {
            [prefix + "specversion"] = "1.0",
            [prefix + "id"] = "ce-1",
            [prefix + "source"] = "/airlines/la",
            [prefix + "type"] = "FlightDelayed",
            [prefix + "time"] = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc),
            [prefix + "subject"] = "LA \"805\"",
        };
        var data = "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}";

        await RunAsync(Message(1, new BinaryData(SampleEvents.Bytes(data)), properties));

        Assert.That(_adx.Stored.Single(), Does.StartWith(
            "{\"EventId\":\"ce-1\",\"FlightId\":\"SCL-LIM-20240501T1020Z\",\"EventType\":\"FlightDelayed\",\"OccurredAt\":\"2024-05-01T09:00:00.0000000Z\",\"Source\":\"/airlines/la\"")
            .And.Contains("\"Envelope\":{\"subject\":\"LA \\u0022805\\u0022\"}"));
    }

    [Test]
    public async Task A_packed_message_that_is_rejected_whole_has_the_source_of_its_events()
    {
        var events = string.Join('\n', Enumerable.Repeat(SampleEvents.With("source", "\"/stations/arica\"").Replace("SCL", "S0L"), 1_001));
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes(events));

        await RunAsync(Message(1, new BinaryData(packed.ToArray()), new Dictionary<string, object>()));

        Assert.That(_table.Records.Single().GetString("Reasons"), Is.EqualTo("TooManyErrors"));
        Assert.That(_table.Records.Single().GetString("Source"), Is.EqualTo("/stations/arica"));
    }

    [TestCase("cloudEvents_")]
    [TestCase("cloudEvents:")]
    [TestCase("ce-")]
    public async Task Attributes_without_the_specversion_of_a_CloudEvent_are_not_ignored(string prefix)
    {
        var properties = new Dictionary<string, object> { [prefix + "type"] = "FlightDelayed", [prefix + "id"] = "ce-1" };

        await RunAsync(Message(1, new BinaryData(SampleEvents.Bytes(SampleEvents.Departed)), properties));

        Assert.That(_adx.Stored, Is.Empty);
        Assert.That(_table.Records.Single().GetString("Reasons"), Is.EqualTo("Required"));
        Assert.That(_table.Records.Single().GetString("Faults"), Does.Contain("\"field\":\"specversion\"").And.Contain("is required beside id, type"));
    }

    [TestCase("{\"a\":1},\"id\":\"other\"", "data", "Malformed")]
    [TestCase("{} {}", "data", "Malformed")]
    [TestCase("[1]", "data", "Type")]
    public async Task Data_of_a_binary_CloudEvent_cannot_break_out_of_its_envelope(string data, string field, string reason)
    {
        var properties = new Dictionary<string, object> { ["cloudEvents_specversion"] = "1.0", ["cloudEvents_id"] = "ce-1" };

        await RunAsync(Message(1, new BinaryData(SampleEvents.Bytes(data)), properties));

        Assert.That(_adx.Stored, Is.Empty);
        Assert.That(_table.Records.Single().GetString("Reasons").Split(','), Has.Member(reason));
        Assert.That(_table.Records.Single().GetString("Faults"), Does.Contain($"\"field\":\"{field}\""));
    }

    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"PartitionId\":5}")]
    [TestCase("{\"PartitionId\":\"\"}")]
    [TestCase(null)]
    public void A_host_that_does_not_tell_the_partition_does_no_harm(string? partitionContext)
    {
        var context = new TestFunctionContext(
            partitionContext is null ? null : new Dictionary<string, object?> { ["PartitionContext"] = partitionContext });

        Assert.That(TriggerPartition.IdOf(context), Is.EqualTo("unknown"));
    }

    [Test]
    public async Task Another_batch_of_as_many_messages_does_not_resume_unfinished_work()
    {
        _adx.Answer = _ => new KustoServiceUnavilableException("down", null);
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(Message(1, SampleEvents.WithId("a")), Message(2, SampleEvents.WithId("b"))));
        _adx.Answer = _ => null;

        await RunAsync(Message(3, SampleEvents.WithId("c")), Message(4, SampleEvents.WithId("d")));

        Assert.That(_adx.StoredIds, Is.EqualTo(["c", "d"]));
    }

    [Test]
    public async Task The_log_counts_a_batch_over_all_its_attempts()
    {
        var logger = new CapturedLog<IngestFlightEvents>();
        _table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, $"{SampleEvents.WithId("a")}\n{SampleEvents.WithId("b")}\ngarbage"), Message(2, SampleEvents.WithId("c"))];
        var sizes = messages.Sum(message => message.EventBody.ToMemory().Length);
        Assert.ThrowsAsync<RequestFailedException>(() => Function(logger).Run(messages, TestFunctionContext.ForPartition("3")));
        _table.Failure = null;

        await Function(logger).Run(messages, TestFunctionContext.ForPartition("3"));

        Assert.Multiple(() =>
        {
            Assert.That(logger.Lines, Has.One.Contains("2 messages up to sequence number 2: 4 events, 3 stored, 1 dead-lettered in 0 ms"));
            Assert.That(_metrics.Of("flightevents.batch.bytes").Single().Sum, Is.EqualTo(sizes));
            Assert.That(_metrics.CountOf("flightevents.batch.bytes"), Is.EqualTo(1), "of one batch, however often it is delivered");
        });
    }

    [Test]
    public async Task A_dead_letter_has_its_publisher_and_the_log_names_its_id()
    {
        var logger = new CapturedLog<IngestFlightEvents>();

        await Function(logger).Run([Message(7, "{\"source\":\"/ops/n1\",\"eventId\":\"poison\"}")], TestFunctionContext.ForPartition("3"));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("Source"), Is.EqualTo("/ops/n1"));
            Assert.That(logger.Lines, Has.One.StartsWith(
                $"Warning: Dead letter {new DeadLetterKey(record.PartitionKey, record.RowKey).Id} of /ops/n1: event 0 of the message at partition 3, sequence number 7, "));
        });
    }

    [TestCase(null)]
    [TestCase("")]
    public async Task A_gzip_message_whose_publisher_does_not_say_so_is_unpacked(string? encoding)
    {
        await RunAsync(Message(1, new BinaryData(Packed.Gzip(SampleEvents.Bytes(SampleEvents.WithId("a")))), encoding));

        Assert.That(_adx.StoredIds, Is.EqualTo(["a"]));
    }

    private IngestFlightEvents Function(ILogger<IngestFlightEvents>? logger = null) => new(
        _adx.Store(metrics: _metrics.Ingest, time: _time), _table.Store, _unfinished, _metrics.Ingest, Options.Create(_limits), _time, logger ?? NullLogger<IngestFlightEvents>.Instance);

    private Task RunAsync(params EventData[] messages) => Function().Run(messages, TestFunctionContext.ForPartition("3"));

    private static EventData Message(long sequenceNumber, string body, string? encoding = null) =>
        Message(sequenceNumber, new BinaryData(SampleEvents.Bytes(body)), encoding);

    private static EventData Message(long sequenceNumber, BinaryData body, string? encoding) =>
        Message(sequenceNumber, body, encoding is null ? null : new Dictionary<string, object> { ["contentEncoding"] = encoding });

    private static EventData Message(long sequenceNumber, BinaryData body, Dictionary<string, object>? properties) => EventHubsModelFactory.EventData(
        body,
        properties,
        sequenceNumber: sequenceNumber,
        offsetString: (sequenceNumber * 100).ToString(),
        enqueuedTime: new DateTimeOffset(2024, 5, 1, 10, 35, 0, TimeSpan.Zero));
}
