using System.Buffers;
using System.Globalization;
using Azure.Messaging.EventHubs;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Events;

/// <summary>
/// Tests that no message can use too much memory or processor time. A message that exceeds a limit becomes one dead letter.
/// </summary>
public class MessageLimitTests
{
    private readonly IngestEndpoint _adx = new();
    private readonly DeadLetterTable _table = new();
    private MessageLimits _limits = null!;

    [SetUp]
    public void SetUp()
    {
        _limits = new MessageLimits();
        _adx.Requests.Clear();
        _adx.Stored.Clear();
        _table.Entities.Clear();
    }

    [Test]
    public void Real_messages_are_within_the_default_limits() => Assert.Multiple(() =>
    {
        Assert.That(_limits.MaxMessageEvents, Is.GreaterThanOrEqualTo(10_000));
        Assert.That(_limits.MaxMessageErrors, Is.GreaterThanOrEqualTo(100));
        Assert.That(_limits.MaxMessageBytes, Is.GreaterThanOrEqualTo(10 * 1024 * 1024), "a megabyte of gzip with a ratio of 10");
    });

    [TestCase("[{0}]", ",")]
    [TestCase("{0}", "\n")]
    public async Task A_message_with_the_maximum_number_of_events_is_stored(string form, string separator)
    {
        _limits.MaxMessageEvents = 50;

        await RunAsync(Message(1, form.Replace("{0}", Events(50, separator))));

        Assert.That(_adx.StoredIds, Is.EqualTo(Enumerable.Range(0, 50).Select(i => $"e{i}")));
        Assert.That(_table.Entities, Is.Empty);
    }

    [TestCase("[{0}]", ",")]
    [TestCase("{0}", "\n")]
    public async Task A_message_with_too_many_events_becomes_one_dead_letter(string form, string separator)
    {
        _limits.MaxMessageEvents = 50;
        var body = form.Replace("{0}", Events(51, separator));

        await RunAsync(Message(1, SampleEvents.WithId("before")), Message(2, body), Message(3, SampleEvents.WithId("after")));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["before", "after"]));
            Assert.That(record.GetString("Reasons"), Is.EqualTo("TooManyEvents"));
            Assert.That(record.GetInt64("SequenceNumber"), Is.EqualTo(2));
            Assert.That(DeadLetterEntities.BodyOf(record, []), Is.EqualTo(SampleEvents.Bytes(body)));
            Assert.That(
                record.GetString("Faults"),
                Does.Contain("51 events; the maximum per message is 50 (Ingestion__MaxMessageEvents). None of the events is stored."));
        });
    }

    [Test]
    public async Task Errors_within_the_limit_reject_only_the_invalid_events()
    {
        _limits.MaxMessageErrors = 100;
        var events = Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? SampleEvents.WithId($"e{i}") : SampleEvents.With("origin", "\"x\""));

        await RunAsync(Message(1, string.Join('\n', events)));

        Assert.That(_adx.Stored, Has.Count.EqualTo(100));
        Assert.That(_table.Records, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task A_message_with_too_many_errors_becomes_one_dead_letter()
    {
        _limits.MaxMessageErrors = 100;
        var events = Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? SampleEvents.WithId($"e{i}") : SampleEvents.With("origin", "\"x\""));

        await RunAsync(Message(1, string.Join('\n', events)));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(_adx.Stored, Is.Empty);
            Assert.That(record.GetString("Reasons"), Is.EqualTo("TooManyErrors"));
            Assert.That(
                record.GetString("Faults"),
                Does.Contain("\"150 validation errors in 300 events; the maximum per message is 100 (Ingestion__MaxMessageErrors)."));
        });
    }

    [Test]
    public async Task Counting_stops_when_the_cost_becomes_too_high()
    {
        await RunAsync(Message(1, TestGzip.Compress(TestGzip.Repeat("{}\n", MessageLimits.DefaultMaxBytes)), "gzip"));

        Assert.That(_table.Records.Single().GetString("Faults"), Does.Contain("\"at least 100000 validation errors in 20001 events;"));
    }

    [Test]
    public async Task Counting_stops_at_malformed_JSON()
    {
        _limits.MaxMessageEvents = 2;

        await RunAsync(Message(1, $"{Events(4, "\n")}\n{{\n{Events(4, "\n")}"));

        Assert.That(_table.Records.Single().GetString("Faults"), Does.Contain("\"at least 5 events;"));
    }

    [Test]
    public async Task A_body_that_decompresses_beyond_the_limit_is_dead_lettered_as_received()
    {
        var compressed = TestGzip.Compress(new byte[MessageLimits.DefaultMaxBytes + 1]);

        await RunAsync(Message(1, compressed, "gzip"));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("Reasons"), Is.EqualTo("Size"));
            Assert.That(record.GetInt32("BodyLength"), Is.EqualTo(compressed.Length));
            Assert.That(record.GetString("Faults"), Does.Contain("the decompressed body has 16777217 bytes; the maximum is 16777216"));
        });
    }

    [Test]
    public async Task A_compressed_message_beyond_a_limit_is_dead_lettered_compressed()
    {
        var compressed = TestGzip.Compress(SampleEvents.Bytes(string.Concat(Enumerable.Repeat("{}\n", 11_000))));

        await RunAsync(Message(1, compressed, "gzip"));

        Assert.That(_table.Records.Single().GetInt32("BodyLength"), Is.EqualTo(compressed.Length));
    }

    [Test]
    public async Task A_message_that_exhausts_memory_is_dead_lettered_and_its_neighbors_are_stored()
    {
        using var memory = new FailingOnceMemory(SampleEvents.Bytes(SampleEvents.WithId("b")));

        await RunAsync(
            Message(1, SampleEvents.WithId("a")),
            Message(2, new BinaryData((ReadOnlyMemory<byte>)memory.Memory), null),
            Message(3, SampleEvents.WithId("c")));

        var record = _table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(_adx.StoredIds, Is.EqualTo(["a", "c"]));
            Assert.That(record.GetString("Reasons"), Is.EqualTo("OutOfMemory"));
            Assert.That(DeadLetterEntities.BodyOf(record, []), Is.EqualTo(SampleEvents.Bytes(SampleEvents.WithId("b"))));
        });
    }

    private static IEnumerable<TestCaseData> Bombs()
    {
        const int maxSize = MessageLimits.DefaultMaxBytes;
        yield return Case("empty_objects", "{}\n", maxSize);
        yield return Case("numbers", "1,", maxSize, "[", "1]");
        yield return Case("arrays", "[]", maxSize);
        yield return Case("opening_braces", "\n{", maxSize);
        yield return Case("opening_brackets", "[", maxSize);
        yield return Case("opening_brackets_in_an_event", "[", maxSize, "{\"a\":");
        yield return Case("objects_that_never_end", "\n{\"a\":", maxSize);
        yield return Case("arrays_that_never_end", "\n{\"a\":[", maxSize);
        yield return Case("commas", ",", maxSize, "[");
        yield return Case("white_space", " ", maxSize);
        yield return Case("one_text", "x", maxSize, "{\"a\":\"", "\"}");
        yield return Case("one_escaped_text", "\\u0041", maxSize, "{\"a\":\"", "\"}");
        yield return Case("the_same_property", "\"origin\":1,", maxSize, "{", "\"a\":1}");
        yield return Case("the_same_unknown_property", "\"gate\":1,", maxSize, "{", "\"a\":1}");
        yield return Case("half_surrogates", "\"\\ud800\":\"\\ud800\",", maxSize, "{", "\"a\":1}");
        yield return Case("broken_lines", "{\"eventId\":\n", maxSize);
        yield return Case("invalid_events", SampleEvents.With("origin", "\"x\"") + "\n", maxSize);
        yield return Case("valid_events", SampleEvents.Departed + "\n", maxSize);
        yield return Case("large_valid_events", SampleEvents.Minimal[..^1] + $",\"note\":\"{new string('x', 1_700)}\"}}\n", maxSize);

        var properties = string.Join(',', Enumerable.Range(0, 250).Select(i => $"\"k{i}\":1"));
        yield return Case("events_with_many_properties", SampleEvents.Minimal[..^1] + $",{properties}}}\n", maxSize);
        var many = SampleEvents.Bytes($"{{{string.Join(',', Enumerable.Range(0, 600_000).Select(i => $"\"k{i % 2_000}\":1"))}}}");
        yield return new TestCaseData(TestGzip.Compress(many)).SetArgDisplayNames("very_many_properties");

        static TestCaseData Case(string name, string text, int bytes, string before = "", string after = "") =>
            new TestCaseData(TestGzip.Compress(TestGzip.Repeat(text, bytes, before, after))).SetArgDisplayNames(name);
    }

    /// <summary>Measures the cost of reading the message and creating its rows or dead letters, without sending them.</summary>
    [TestCaseSource(nameof(Bombs))]
    public void A_one_megabyte_message_uses_at_most_a_second_and_a_hundred_megabytes(byte[] compressed)
    {
        Assert.That(compressed, Has.Length.LessThan(1_000_000));
        var message = Message(1, compressed, "gzip");

        using var metrics = new CapturedMetrics();
        using var store = IngestEndpoint.Sink(metrics.Ingest);
        var work = Work.Measure(() => RunAsync(store, metrics.Ingest, message).GetAwaiter().GetResult());

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{compressed.Length} bytes compressed: {work.Processor.TotalMilliseconds} ms, {work.AllocatedBytes / 1_000_000} MB; "
            + $"{_table.Records.Count} dead letters"));
        Assert.Multiple(() =>
        {
            Assert.That(work.Processor, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(work.AllocatedBytes, Is.LessThan(100_000_000));
        });
    }

    private static string Events(int count, string separator) =>
        string.Join(separator, Enumerable.Range(0, count).Select(i => SampleEvents.WithId($"e{i}")));

    private async Task RunAsync(params EventData[] messages)
    {
        using var metrics = new CapturedMetrics();
        using var store = _adx.Store(metrics: metrics.Ingest);
        await RunAsync(store, metrics.Ingest, messages);
    }

    private Task RunAsync(FlightEventStore store, IngestMetrics metrics, params EventData[] messages)
    {
        var time = new FixedTime(SampleEvents.Now);
        var function = new IngestFlightEvents(
            store, _table.Store, new UnfinishedBatches(time), metrics, Options.Create(_limits),
            time, NullLogger<IngestFlightEvents>.Instance);
        return function.Run(messages, TestFunctionContext.ForPartition("3"));
    }

    private static EventData Message(long sequenceNumber, string body) =>
        Message(sequenceNumber, new BinaryData(SampleEvents.Bytes(body)), null);

    private static EventData Message(long sequenceNumber, byte[] body, string encoding) =>
        Message(sequenceNumber, new BinaryData(body), encoding);

    private static EventData Message(long sequenceNumber, BinaryData body, string? encoding) => EventHubsModelFactory.EventData(
        body,
        encoding is null ? null : new Dictionary<string, object> { ["contentEncoding"] = encoding },
        sequenceNumber: sequenceNumber,
        offsetString: (sequenceNumber * 100).ToString(CultureInfo.InvariantCulture),
        enqueuedTime: new DateTimeOffset(2024, 5, 1, 10, 35, 0, TimeSpan.Zero));

    /// <summary>Memory whose first use throws an OutOfMemoryException.</summary>
    private sealed class FailingOnceMemory(byte[] bytes) : MemoryManager<byte>
    {
        private bool _hasFailed;

        public override Memory<byte> Memory => CreateMemory(bytes.Length);

        public override Span<byte> GetSpan()
        {
            if (_hasFailed)
                return bytes;
            _hasFailed = true;
            throw new OutOfMemoryException("no memory");
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
