using Azure;
using Azure.Messaging.EventHubs;
using Kusto.Data.Exceptions;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>Tests that a failed batch resumes at the point of failure.</summary>
public class UnfinishedBatchTests : IngestTestBase
{
    [Test]
    public async Task Redelivery_writes_the_same_dead_letter_again()
    {
        await RunAsync(Message(1, "garbage"));
        await RunAsync(Message(1, "garbage"));

        Assert.That(Table.Entities, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Stored_events_of_a_failed_batch_are_not_stored_again()
    {
        Table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, SampleEvents.WithId("a")), Message(2, "garbage"), Message(3, SampleEvents.WithId("b"))];
        Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(messages));
        Table.Failure = null;

        await RunAsync(messages);

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(["a", "b"]));
            Assert.That(Table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(2));
            Assert.That(Table.Records.Single().GetInt32("Attempts"), Is.EqualTo(2));
            Assert.That(Metrics.SumOf("flightevents.received"), Is.EqualTo(3));
            Assert.That(Metrics.SumOf("flightevents.stored"), Is.EqualTo(2));
            Assert.That(Metrics.SumOf("flightevents.deadlettered"), Is.EqualTo(1));
            Assert.That(Metrics.CountOf("flightevents.batch.size"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_large_batch_resumes_at_the_failed_request()
    {
        var note = new string('x', 900_000);
        EventData[] messages =
            [.. Enumerable.Range(0, 12).Select(i => Message(i, SampleEvents.WithId($"e{i}")[..^1] + $",\"note\":\"{note}\"}}"))];
        Adx.Respond = body => body.Contains("\"e5\"") ? new KustoServiceUnavilableException("down", null) : null;
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(messages));
        Adx.Respond = _ => null;

        await RunAsync(messages);

        Assert.That(Adx.StoredIds, Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"e{i}")));
    }

    [Test]
    public async Task A_row_rejected_before_the_store_became_unavailable_is_still_dead_lettered()
    {
        EventData[] messages = [Message(1, SampleEvents.WithId("bad")), Message(2, SampleEvents.WithId("b"))];
        Adx.Respond = body => body.Contains("\"bad\"")
            ? new KustoBadRequestException("no", null)
            : new KustoServiceUnavilableException("down", null);
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(messages));
        Adx.Respond = _ => null;

        await RunAsync(messages);

        Assert.Multiple(() =>
        {
            Assert.That(Adx.StoredIds, Is.EqualTo(["b"]));
            Assert.That(Table.Records.Single().GetInt64("SequenceNumber"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_different_batch_of_the_partition_does_not_resume_unfinished_work()
    {
        Adx.Respond = _ => new KustoServiceUnavilableException("down", null);
        Assert.ThrowsAsync<KustoServiceUnavilableException>(() => RunAsync(Message(1, SampleEvents.WithId("a"))));
        Adx.Respond = _ => null;

        await RunAsync(Message(1, SampleEvents.WithId("a")), Message(2, SampleEvents.WithId("b")));

        Assert.That(Adx.StoredIds, Is.EqualTo(["a", "b"]));
    }

    [TestCase(0, 1)]
    [TestCase(1, 2)]
    public async Task Unfinished_work_is_released_after_its_maximum_age(int secondsBeyond, int timesStored)
    {
        Table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, SampleEvents.WithId("a")), Message(2, "garbage")];
        Assert.ThrowsAsync<RequestFailedException>(() => RunAsync(messages));
        Table.Failure = null;
        Time.Advance(UnfinishedBatches.MaxAge + TimeSpan.FromSeconds(secondsBeyond));

        await Function().Run([Message(1, SampleEvents.WithId("other"))], TestFunctionContext.ForPartition("4"));
        await RunAsync(messages);

        Assert.That(Adx.StoredIds.Count(id => id == "a"), Is.EqualTo(timesStored));
    }

    [Test]
    public async Task Unfinished_work_without_a_partition_id_is_not_resumed()
    {
        Table.Failure = new RequestFailedException(503, "down");
        EventData[] messages = [Message(1, SampleEvents.WithId("a")), Message(2, "garbage")];
        Assert.ThrowsAsync<RequestFailedException>(() => Function().Run(messages, new TestFunctionContext()));
        Table.Failure = null;

        await Function().Run(messages, new TestFunctionContext());

        Assert.That(Adx.StoredIds, Is.EqualTo(["a", "a"]), "stored again instead of being mistaken for work of another partition");
    }

    [Test]
    public async Task A_different_batch_of_the_same_size_does_not_resume_unfinished_work()
    {
        Adx.Respond = _ => new KustoServiceUnavilableException("down", null);
        Assert.ThrowsAsync<KustoServiceUnavilableException>(
            () => RunAsync(Message(1, SampleEvents.WithId("a")), Message(2, SampleEvents.WithId("b"))));
        Adx.Respond = _ => null;

        await RunAsync(Message(3, SampleEvents.WithId("c")), Message(4, SampleEvents.WithId("d")));

        Assert.That(Adx.StoredIds, Is.EqualTo(["c", "d"]));
    }

    [Test]
    public async Task The_log_line_of_a_batch_counts_the_events_of_all_attempts()
    {
        var logger = new CapturedLog<IngestFlightEvents>();
        Table.Failure = new RequestFailedException(503, "down");
        EventData[] messages =
            [Message(1, $"{SampleEvents.WithId("a")}\n{SampleEvents.WithId("b")}\ngarbage"), Message(2, SampleEvents.WithId("c"))];
        var sizes = messages.Sum(message => message.EventBody.ToMemory().Length);
        Assert.ThrowsAsync<RequestFailedException>(() => Function(logger).Run(messages, TestFunctionContext.ForPartition("3")));
        Table.Failure = null;

        await Function(logger).Run(messages, TestFunctionContext.ForPartition("3"));

        Assert.Multiple(() =>
        {
            Assert.That(logger.Lines, Has.One.Contains("2 messages up to sequence number 2: 4 events, 3 stored, 1 dead-lettered in 0 ms"));
            Assert.That(Metrics.Series("flightevents.batch.bytes").Single().Sum, Is.EqualTo(sizes));
            Assert.That(Metrics.CountOf("flightevents.batch.bytes"), Is.EqualTo(1), "one value per batch, not per delivery");
        });
    }
}
