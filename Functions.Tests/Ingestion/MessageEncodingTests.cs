using System.IO.Compression;
using LatamFunctions.DeadLetters;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>Tests compressed messages, and CloudEvents with attributes in message properties.</summary>
public class MessageEncodingTests : IngestTestBase
{
    [Test]
    public async Task A_message_that_cannot_be_decompressed_is_dead_lettered_as_received()
    {
        await RunAsync(Message(1, SampleEvents.WithId("a"), encoding: "gzip"));

        var record = Table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("Reasons"), Is.EqualTo("Encoding"));
            Assert.That(record.GetString("Stage"), Is.EqualTo("Decoded"));
            Assert.That(record.GetInt32("BodyLength"), Is.EqualTo(SampleEvents.WithId("a").Length));
        });
    }

    [Test]
    public async Task A_gzip_message_is_decompressed()
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes($"{SampleEvents.WithId("a")}\n{SampleEvents.WithId("b")}\n"));

        await RunAsync(Message(1, new BinaryData(compressed.ToArray()), "gzip"));

        Assert.That(Adx.StoredIds, Is.EqualTo(["a", "b"]));
    }

    [Test]
    public async Task An_event_without_an_id_gets_the_same_id_at_each_delivery()
    {
        await RunAsync(Message(7, $"[{SampleEvents.With("eventId", null)},{SampleEvents.With("eventId", null)}]"));
        await RunAsync(Message(7, $"[{SampleEvents.With("eventId", null)},{SampleEvents.With("eventId", null)}]"));

        Assert.That(Adx.StoredIds,
            Is.EqualTo(["3-7-0-1714559700000", "3-7-1-1714559700000", "3-7-0-1714559700000", "3-7-1-1714559700000"]));
    }

    [TestCase("cloudEvents_")]
    [TestCase("cloudEvents:")]
    [TestCase("ce-")]
    [TestCase("Ce-")]
    public async Task The_attributes_of_a_binary_CloudEvent_are_read_from_properties(string prefix)
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

        Assert.That(Adx.Stored.Single(), Does.StartWith(
            "{\"EventId\":\"ce-1\",\"FlightId\":\"SCL-LIM-20240501T1020Z\",\"EventType\":\"FlightDelayed\","
            + "\"OccurredAt\":\"2024-05-01T09:00:00.0000000Z\",\"Source\":\"/airlines/la\"")
            .And.Contains("\"Envelope\":{\"subject\":\"LA \\u0022805\\u0022\"}"));
    }

    [Test]
    public async Task The_dead_letter_of_a_rejected_compressed_message_has_the_source_of_its_events()
    {
        var events = string.Join('\n', Enumerable.Repeat(SampleEvents.With("source", "\"/stations/arica\"").Replace("SCL", "S0L"), 1_001));
        var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(SampleEvents.Bytes(events));

        await RunAsync(Message(1, new BinaryData(compressed.ToArray()), new Dictionary<string, object>()));

        Assert.That(Table.Records.Single().GetString("Reasons"), Is.EqualTo("TooManyErrors"));
        Assert.That(Table.Records.Single().GetString("Source"), Is.EqualTo("/stations/arica"));
    }

    [TestCase("cloudEvents_")]
    [TestCase("cloudEvents:")]
    [TestCase("ce-")]
    public async Task CloudEvent_attributes_without_specversion_are_rejected(string prefix)
    {
        var properties = new Dictionary<string, object> { [prefix + "type"] = "FlightDelayed", [prefix + "id"] = "ce-1" };

        await RunAsync(Message(1, new BinaryData(SampleEvents.Bytes(SampleEvents.Departed)), properties));

        Assert.That(Adx.Stored, Is.Empty);
        Assert.That(Table.Records.Single().GetString("Reasons"), Is.EqualTo("Required"));
        Assert.That(Table.Records.Single().GetString("Faults"),
            Does.Contain("\"field\":\"specversion\"").And.Contain("is required with id, type"));
    }

    [TestCase("{\"a\":1},\"id\":\"other\"", "data", "Malformed")]
    [TestCase("{} {}", "data", "Malformed")]
    [TestCase("[1]", "data", "Type")]
    public async Task Data_of_a_binary_CloudEvent_cannot_break_out_of_its_envelope(string data, string field, string reason)
    {
        var properties = new Dictionary<string, object> { ["cloudEvents_specversion"] = "1.0", ["cloudEvents_id"] = "ce-1" };

        await RunAsync(Message(1, new BinaryData(SampleEvents.Bytes(data)), properties));

        Assert.That(Adx.Stored, Is.Empty);
        Assert.That(Table.Records.Single().GetString("Reasons").Split(','), Has.Member(reason));
        Assert.That(Table.Records.Single().GetString("Faults"), Does.Contain($"\"field\":\"{field}\""));
    }

    [Test]
    public async Task A_dead_letter_has_its_publisher_and_its_id_is_logged()
    {
        var logger = new CapturedLog<IngestFlightEvents>();

        await Function(logger).Run([Message(7, "{\"source\":\"/ops/n1\",\"eventId\":\"poison\"}")], TestFunctionContext.ForPartition("3"));

        var record = Table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("Source"), Is.EqualTo("/ops/n1"));
            Assert.That(logger.Lines, Has.One.StartsWith(
                $"Warning: Dead letter {new DeadLetterKey(record.PartitionKey, record.RowKey).Id} of /ops/n1: event 0 of the message at "
                + "partition 3, sequence number 7, "));
        });
    }

    [TestCase(null)]
    [TestCase("")]
    public async Task A_gzip_message_without_a_content_encoding_is_decompressed(string? encoding)
    {
        await RunAsync(Message(1, new BinaryData(TestGzip.Compress(SampleEvents.Bytes(SampleEvents.WithId("a")))), encoding));

        Assert.That(Adx.StoredIds, Is.EqualTo(["a"]));
    }
}
