using System.IO.Compression;
using Azure;
using Azure.Messaging.EventHubs;
using Kusto.Data.Exceptions;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatamFunctions.Tests.Ingestion;

public class IngestFlightEventsTests
{
    private readonly IngestEndpoint _adx = new();
    private readonly DeadLetterTable _table = new();

    [SetUp]
    public void Forget()
    {
        _adx.Requests.Clear();
        _adx.Stored.Clear();
        _adx.Answer = _ => null;
        _table.Entities.Clear();
        _table.Failure = null;
    }

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
                "\"PartitionId\":\"3\",\"SequenceNumber\":7,\"EnqueuedAt\":\"2024-05-01T10:35:00.0000000Z\",\"IngestedAt\":\"2024-05-01T10:36:00.0000000Z\"}"));
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

    private IngestFlightEvents Function() => new(
        _adx.Store(), _table.Store, NoTelemetry.Metrics(), new FixedTime(SampleEvents.Now), NullLogger<IngestFlightEvents>.Instance);

    private Task RunAsync(params EventData[] messages) => Function().Run(messages, TestFunctionContext.ForPartition("3"));

    private static EventData Message(long sequenceNumber, string body, string? encoding = null) =>
        Message(sequenceNumber, new BinaryData(SampleEvents.Bytes(body)), encoding);

    private static EventData Message(long sequenceNumber, BinaryData body, string? encoding) => EventHubsModelFactory.EventData(
        body,
        encoding is null ? null : new Dictionary<string, object> { ["contentEncoding"] = encoding },
        sequenceNumber: sequenceNumber,
        offsetString: (sequenceNumber * 100).ToString(),
        enqueuedTime: new DateTimeOffset(2024, 5, 1, 10, 35, 0, TimeSpan.Zero));
}
