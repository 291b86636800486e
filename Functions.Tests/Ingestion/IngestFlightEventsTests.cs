using Azure;
using Kusto.Data.Exceptions;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>Tests that each event in a batch is stored or dead-lettered, or that the invocation fails.</summary>
public class IngestFlightEventsTests : IngestTestBase
{
    [Test]
    public async Task Every_event_of_every_message_is_stored_with_its_stream_position()
    {
        await RunAsync(
            Message(7, $"[{SampleEvents.WithId("a")},{SampleEvents.WithId("b")}]"),
            Message(8, SampleEvents.WithId("c")));

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(["a", "b", "c"]));
            Assert.That(Adx.Stored[0], Does.EndWith(
                "\"PartitionId\":\"3\",\"SequenceNumber\":7,\"EnqueuedAt\":\"2024-05-01T10:35:00.0000000Z\","
                + "\"IngestedAt\":\"2024-05-01T10:36:00.0000000Z\","
                + $"\"Version\":\"2024-05-01T08:00:00.0000000Z/1/{SampleEvents.EndOfVersion("a", null)}\"}}"));
            Assert.That(Adx.Stored[2], Does.Contain("\"SequenceNumber\":8,"));
            Assert.That(Table.Entities, Is.Empty);
        });
    }

    [Test]
    public async Task A_poison_event_causes_one_dead_letter()
    {
        var messages = Enumerable.Range(0, 100)
            .Select(i => Message(i, i == 57 ? "{\"eventId\":\"poison\"}" : SampleEvents.WithId($"e{i}")));

        await RunAsync([.. messages]);

        Assert.Multiple(() =>
        {
            Assert.That(Adx.Stored, Has.Count.EqualTo(99));
            Assert.That(Table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(57));
            Assert.That(Table.Records.Single().GetString("Reasons"), Is.EqualTo("Required"));
            Assert.That(Table.Records.Single().GetString("Stage"), Is.EqualTo("Checked"));
        });
    }

    [Test]
    public async Task A_row_that_the_store_rejects_causes_one_dead_letter()
    {
        Adx.Respond = body => body.Contains("\"EventId\":\"e2\"") ? new KustoBadRequestException("bad row", null) : null;

        await RunAsync(Message(1, SampleEvents.WithId("e1")), Message(2, SampleEvents.WithId("e2")), Message(3, SampleEvents.WithId("e3")));

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(["e1", "e3"]));
            Assert.That(Table.Records.Single().GetString("Reasons"), Is.EqualTo("Refused"));
            Assert.That(Table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task A_batch_larger_than_a_request_is_stored_in_several_requests()
    {
        var note = new string('x', 900_000);
        var messages = Enumerable.Range(0, 12)
            .Select(i => Message(i, SampleEvents.WithId($"e{i}")[..^1] + $",\"note\":\"{note}\"}}"));

        await RunAsync([.. messages]);

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"e{i}")));
            Assert.That(Adx.Requests, Has.All.Matches<string>(body => body.Length <= 3_900_000));
        });
    }

    [Test]
    public void While_the_store_is_unavailable_the_batch_fails_and_nothing_is_dead_lettered()
    {
        Adx.Respond = _ => new KustoServiceUnavilableException("down", null);

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(Message(1, SampleEvents.WithId("a"))));
            Assert.That(Table.Entities, Is.Empty);
        });
    }

    [Test]
    public void While_the_dead_letter_table_is_unavailable_a_batch_with_an_invalid_event_fails()
    {
        Table.Failure = new RequestFailedException(503, "down");

        Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(Message(1, "garbage")));
    }

    [Test]
    public void A_canceled_invocation_is_not_acknowledged() =>
        Assert.ThrowsAsync<OperationCanceledException>(
            () => Function()
                .Run([Message(1, SampleEvents.WithId("a"))], TestFunctionContext.ForPartition("3", new CancellationToken(canceled: true))));

    [Test]
    public async Task An_empty_batch_completes_without_work()
    {
        await RunAsync();

        Assert.That(Adx.Requests, Is.Empty);
    }

    [Test]
    public async Task Lag_is_reported_while_the_store_is_unavailable()
    {
        Adx.Respond = _ => new KustoServiceUnavilableException("down", null);
        var message = Message(1, SampleEvents.WithId("a"));
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(message));
        Time.Advance(TimeSpan.FromSeconds(40));
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(message));
        Adx.Respond = _ => null;

        await RunAsync(message);

        Assert.Multiple(() =>
        {
            // The batch was enqueued at 10:35:00 and first processed at 10:36:00.
            var lag = Metrics.Series("flightevents.consumer.lag").Single();
            Assert.That((lag.Min, lag.Max, lag.Count), Is.EqualTo((60_000d, 100_000d, 3)));
            Assert.That(lag.Properties["partition"], Is.EqualTo("3"));
            var age = Metrics.Series("flightevents.checkpoint.age").Single();
            Assert.That((age.Min, age.Max, age.Count), Is.EqualTo((0d, 40_000d, 3)));
            Assert.That(Metrics.SumOf("flightevents.retried"), Is.EqualTo(4), "twice in each of two invocations");
            Assert.That(Metrics.SumOf("flightevents.received"), Is.EqualTo(1));
            Assert.That(Metrics.Series("flightevents.end_to_end.duration").Single().Sum, Is.EqualTo(100_000));
            Assert.That(Metrics.SumOf("flightevents.end_to_end.late"), Is.EqualTo(1));
            Assert.That(Metrics.SumOf("flightevents.ingest.slow"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Setting_the_clock_back_causes_no_negative_duration()
    {
        Time.Advance(TimeSpan.FromHours(-1));

        await RunAsync(Message(1, SampleEvents.WithId("a")));

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(["a"]));
            Assert.That(Metrics.Series("flightevents.consumer.lag").Single().Min, Is.Zero);
            Assert.That(Metrics.Series("flightevents.end_to_end.duration").Single().Min, Is.Zero);
        });
    }

    [Test]
    public async Task An_event_sent_twice_is_counted_as_a_duplicate_and_stored()
    {
        await RunAsync(Message(1, SampleEvents.WithId("a")), Message(2, SampleEvents.WithId("b")), Message(3, SampleEvents.WithId("a")));

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(["a", "b", "a"]));
            Assert.That(Metrics.SumOf("flightevents.stored"), Is.EqualTo(3));
            Assert.That(Metrics.SumOf("flightevents.duplicate"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Dead_letters_are_counted_once_by_reason_and_stage()
    {
        await RunAsync(Message(1, "{\"eventId\":\"poison\"}"));

        var metric = Metrics.Series("flightevents.deadlettered").Single();
        Assert.That((metric.Sum, metric.Properties["reason"], metric.Properties["stage"]), Is.EqualTo((1d, "Required", "Checked")));
    }

    [TestCase("[]")]
    [TestCase(" [ ] ")]
    [TestCase("[][]")]
    public async Task A_message_without_events_becomes_a_dead_letter(string body)
    {
        await RunAsync(Message(1, body), Message(2, SampleEvents.Departed));

        var record = Table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(Adx.Stored, Has.Count.EqualTo(1));
            Assert.That(record.GetString("Reasons"), Is.EqualTo("Malformed"));
            Assert.That(record.GetString("Faults"), Does.Contain("the message contains no events"));
            Assert.That(record.GetBoolean("IsWholeMessage"), Is.True);
            Assert.That(record.GetBinary("Body00"), Is.EqualTo(SampleEvents.Bytes(body)));
        });
    }

    [Test]
    public async Task A_dead_letter_has_the_event_count_of_its_message()
    {
        Adx.Respond = body => body.Contains("\"EventId\":\"refused\"") ? new KustoBadRequestException("bad row", null) : null;

        await RunAsync(
            Message(1, $"[{{\"eventId\":\"a\"}},{SampleEvents.Departed},{{\"eventId\":\"b\"}}]"),
            Message(2, "{}"),
            Message(3, $"[{SampleEvents.WithId("c")},{SampleEvents.WithId("refused")}]"));

        var records = Table.Records.Select(record =>
            $"{record.GetInt64("SequenceNumber")}, event {record.GetInt32("EventIndex")} of {record.GetInt32("MessageEvents")}");
        Assert.That(records, Is.EquivalentTo(["1, event 0 of 3", "1, event 2 of 3", "2, event 0 of 1", "3, event 1 of 2"]));
    }

    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"PartitionId\":5}")]
    [TestCase("{\"PartitionId\":\"\"}")]
    [TestCase(null)]
    public void A_missing_partition_context_is_tolerated(string? partitionContext)
    {
        var context = new TestFunctionContext(
            partitionContext is null ? null : new Dictionary<string, object?> { ["PartitionContext"] = partitionContext });

        Assert.That(PartitionBindingData.IdOf(context), Is.EqualTo("unknown"));
    }
}
