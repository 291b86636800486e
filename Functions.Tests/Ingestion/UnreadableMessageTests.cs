using System.Buffers;
using System.Globalization;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>
/// Tests that a message in any form is stored or becomes a dead letter, and that the other messages in its batch are stored.
/// </summary>
public class UnreadableMessageTests
{
    private const int SequenceNumber = 2;

    private readonly IngestEndpoint _adx = new();
    private readonly DeadLetterTable _table = new();
    private CapturedLog<IngestFlightEvents> _log = null!;

    [SetUp]
    public void SetUp()
    {
        _adx.Stored.Clear();
        _table.Entities.Clear();
        _log = new CapturedLog<IngestFlightEvents>();
    }

    [Test]
    public async Task An_AMQP_string_body_is_read()
    {
        await RunAsync(Message(AmqpMessageBody.FromValue(SampleEvents.WithId("b"))));

        Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b", "c"]));
        Assert.That(_table.Entities, Is.Empty);
    }

    [Test]
    public async Task An_AMQP_binary_body_is_read()
    {
        await RunAsync(Message(AmqpMessageBody.FromValue(SampleEvents.Bytes(SampleEvents.WithId("b")))));

        Assert.That(_adx.StoredIds, Is.EqualTo(["a", "b", "c"]));
    }

    private static IEnumerable<TestCaseData> OtherBodies()
    {
        yield return new TestCaseData(AmqpMessageBody.FromValue(42L), "a value that is neither text nor binary")
            .SetArgDisplayNames("number");
        yield return new TestCaseData(AmqpMessageBody.FromValue(new Dictionary<string, object> { ["a"] = 1 }), "a value that is neither")
            .SetArgDisplayNames("map");
        yield return new TestCaseData(AmqpMessageBody.FromSequence([["a", "b"]]), "a sequence").SetArgDisplayNames("sequence");
    }

    [TestCaseSource(nameof(OtherBodies))]
    public async Task A_body_of_another_type_is_dead_lettered_and_its_neighbors_are_stored(AmqpMessageBody body, string detail)
    {
        var message = Message(body);

        await RunAsync(message);

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "c"]));
            Assert.That(record.GetInt64("SequenceNumber"), Is.EqualTo(SequenceNumber));
            Assert.That(record.GetString("Reasons"), Is.EqualTo("Encoding"));
            Assert.That(record.GetString("Faults"), Does.Contain(detail));
            Assert.That(DeadLetterEntities.BodyOf(record, []), Is.EqualTo(message.GetRawAmqpMessage().ToBytes().ToArray()));
            Assert.That(record.GetBoolean("IsWholeMessage"), Is.True);
        });
    }

    [Test]
    public async Task An_unreadable_message_is_dead_lettered_and_the_reason_is_logged()
    {
        using var memory = new FailingMemory(SampleEvents.Bytes(SampleEvents.WithId("b")));

        await RunAsync(Message(AmqpMessageBody.FromData([memory.Memory])));

        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "c"]));
            Assert.That(_table.Records.Single().GetString("Reasons"), Is.EqualTo("Unreadable"));
            Assert.That(_log.Lines, Has.One.StartsWith("Error: The message at partition 3, sequence number 2, cannot be read"));
        });
    }

    [Test]
    public async Task A_message_that_the_SDK_cannot_decode_is_dead_lettered_with_its_position()
    {
        var amqp = Message(AmqpMessageBody.FromData([SampleEvents.Bytes(SampleEvents.WithId("b"))])).GetRawAmqpMessage()
            .ToBytes().ToArray();
        var cut = amqp[..^5];

        await RunAsync(EventDataConverter.DecodeBySdk(BinaryData.FromBytes(cut)));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "c"]));
            Assert.That((record.GetString("Reasons"), record.GetInt64("SequenceNumber")), Is.EqualTo(("Unreadable", SequenceNumber)));
            Assert.That(DeadLetterEntities.BodyOf(record, []), Is.EqualTo(cut));
        });
    }

    [Test]
    public async Task A_long_content_type_is_stored_truncated()
    {
        var message = Message(AmqpMessageBody.FromData(["x"u8.ToArray()]));
        message.ContentType = new string('t', 40_000);

        await RunAsync(message);

        Assert.That(_table.Records.Single().GetString("ContentType"), Has.Length.EqualTo(DeadLetterEntities.MaxTextLength));
    }

    /// <summary>Measures a message of less than 1 MB. Its properties must not be copied for each of its invalid events.</summary>
    [Test]
    public void Many_properties_and_errors_cost_at_most_a_second_and_a_hundred_megabytes()
    {
        var body = TestGzip.Compress(
            SampleEvents.Bytes(string.Concat(Enumerable.Repeat(SampleEvents.With("origin", "\"x\"") + "\n", 1_000))));
        var message = Message(AmqpMessageBody.FromData([body]));
        for (var i = 0; i < 60_000; i++)
            message.Properties[$"p{i:D6}"] = "x";

        var work = Work.Measure(() => RunAsync(message).GetAwaiter().GetResult());

        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{work.Processor.TotalMilliseconds} ms, {work.AllocatedBytes / 1_000_000} MB"));
        Assert.Multiple(() =>
        {
            Assert.That(_table.Records, Has.Count.EqualTo(1_000));
            Assert.That(work.Processor, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(work.AllocatedBytes, Is.LessThan(100_000_000));
        });
    }

    private async Task RunAsync(EventData message)
    {
        using var metrics = new CapturedMetrics();
        using var store = _adx.Store(metrics: metrics.Ingest);
        var function = new IngestFlightEvents(
            store, _table.Store, new UnfinishedBatches(new FixedTime(SampleEvents.Now)), metrics.Ingest,
            Options.Create(new MessageLimits()), new FixedTime(SampleEvents.Now), _log);
        await function.Run(
            [
                Message(AmqpMessageBody.FromData([SampleEvents.Bytes(SampleEvents.WithId("a"))]), SequenceNumber - 1),
                message,
                Message(AmqpMessageBody.FromData([SampleEvents.Bytes(SampleEvents.WithId("c"))]), SequenceNumber + 1),
            ],
            TestFunctionContext.ForPartition("3"));
    }

    private static EventData Message(AmqpMessageBody body, long sequenceNumber = SequenceNumber)
    {
        var message = new AmqpAnnotatedMessage(body);
        message.MessageAnnotations["x-opt-sequence-number"] = sequenceNumber;
        message.MessageAnnotations["x-opt-offset"] = (sequenceNumber * 100).ToString(CultureInfo.InvariantCulture);
        message.MessageAnnotations["x-opt-enqueued-time"] = new DateTime(2024, 5, 1, 10, 35, 0, DateTimeKind.Utc);
        return new EventData(message);
    }

    /// <summary>Memory whose first read fails.</summary>
    private sealed class FailingMemory(byte[] bytes) : MemoryManager<byte>
    {
        private bool _hasFailed;

        public override Memory<byte> Memory => CreateMemory(bytes.Length);

        public override Span<byte> GetSpan()
        {
            if (_hasFailed)
                return bytes;
            _hasFailed = true;
            throw new InvalidOperationException("a defect");
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
