using System.Buffers.Binary;
using System.Text;
using LocalEventHubs.Errors;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

/// <summary>Tests the file layout byte by byte, because existing files must remain readable.</summary>
internal sealed class LogFormatTests : LogTestBase
{
    [Test]
    public async Task The_layout_of_a_segment_is_as_documented()
    {
        Time.Now = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030405);
        var batch = new BatchBuilder(0);
        batch.Add(new EventToSend("AB"u8.ToArray(), "t", new Dictionary<string, object> { ["n"] = 7 }));
        batch.Add(new EventToSend("C"u8.ToArray()));
        batch.SetPartitionKey("k");
        using (var log = Open())
            await log.AppendAsync(batch);

        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, "00000000000000000000.log"));
        byte[] segmentHeader =
        [
            .. "LEHSEG01"u8,
            0, 0, 0, 0, 0, 0, 0, 0, // base offset
            0, 0, 0, 0, 0, 0, 0, 0, // base sequence number
            0, 0, 0, 0, 0, 0, 0, 0, // enqueued time of the last event before the segment
        ];
        byte[] batchAfterChecksum =
        [
            2, 0, 0, 0, // count
            0, 0, 0, 0, 0, 0, 0, 0, // sequence number of the first event
            5, 4, 3, 2, 1, 0, 0, 0, // enqueued time
            36, 0, 0, 0, 0, 0, 0, 0, // committed offset: immediately after the segment header
            1, 0, 0, 0, // length of the partition key
            59, 0, 0, 0, // length of the first event's record
            0, 0, 0, 0, 0, 0, 0, 0, // no annotations: length and items
            0, 0x53, 0x73, 0xD0, 0, 0, 0, 13, 0, 0, 0, 7, // properties: a list of 7
            0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0xA3, 1, (byte)'t', // content type: a symbol
            0, 0x53, 0x74, 0xD1, 0, 0, 0, 12, 0, 0, 0, 2, // application properties: a map of one entry
            0xA1, 1, (byte)'n', 0x71, 0, 0, 0, 7, // a string and an int
            0, 0x53, 0x75, 0xB0, 0, 0, 0, 2, (byte)'A', (byte)'B', // data
            17, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0,
            0, 0x53, 0x75, 0xB0, 0, 0, 0, 1, (byte)'C',
            (byte)'k',
        ];
        Assert.That(bytes, Has.Length.EqualTo(36 + 44 + 63 + 21 + 1));
        Assert.That(bytes[..32], Is.EqualTo(segmentHeader));
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(32)), Is.EqualTo(Crc32C.Compute(segmentHeader)));
        Assert.That(bytes[36..44], Is.EqualTo([.. "LEH2"u8, 44 + 63 + 21 + 1, 0, 0, 0]));
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(44)), Is.EqualTo(Crc32C.Compute(batchAfterChecksum)));
        Assert.That(bytes[48..], Is.EqualTo(batchAfterChecksum));
    }

    [Test]
    public async Task An_event_is_received_with_everything_that_was_sent()
    {
        var properties = new Dictionary<string, object>
        {
            ["text"] = "Zürich",
            ["empty"] = "",
            ["yes"] = true,
            ["no"] = false,
            ["int"] = int.MinValue,
            ["long"] = long.MaxValue,
            ["double"] = -0.1,
            ["decimal"] = 79228162514264337593543950335m,
            ["guid"] = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            ["time"] = new DateTimeOffset(2026, 11, 21, 3, 33, 19, 48, TimeSpan.Zero),
            ["bytes"] = new byte[] { 0, 255 },
            [new string('n', 300)] = new string('v', 20_000),
        };
        var body = new byte[70_000];
        Random.Shared.NextBytes(body);
        var batch = new BatchBuilder(0);
        batch.Add(new EventToSend("first"u8.ToArray()));
        batch.Add(new EventToSend(body, "application/json", properties) { MessageId = "m-1", CorrelationId = "c-1" });
        batch.Add(new EventToSend(Array.Empty<byte>(), "application/json; charset=utf-8"));
        batch.SetPartitionKey("日本語");
        var log = Open();
        await log.AppendAsync(batch);

        var events = log.Read(0, 10);

        Assert.That(events, Has.Count.EqualTo(3));
        Assert.That(events.Select(e => e.SequenceNumber), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(events.Select(e => e.PartitionKey), Is.All.EqualTo("日本語"));
        Assert.That(events.Select(e => e.EnqueuedTime), Is.All.EqualTo(Time.Now));
        Assert.That(events.Select(e => e.ContentType), Is.EqualTo(new[] { null, "application/json", "application/json; charset=utf-8" }));
        Assert.That(events[0].Properties, Is.Empty);
        Assert.That(events[1].Properties, Is.EqualTo(properties));
        Assert.That((events[1].MessageId, events[1].CorrelationId), Is.EqualTo(("m-1", "c-1")));
        Assert.That(events[1].Body.ToArray(), Is.EqualTo(body));
        Assert.That(events[2].Body.Length, Is.Zero);

        // The first record follows the segment header and the batch header. The record has 12 + 8 bytes before its body.
        Assert.That(events.Take(2).Select(e => e.Offset), Is.EqualTo(new[] { "80", "105" }));
    }

    [Test]
    public void A_log_in_the_former_format_is_read_and_continued()
    {
        byte[] segmentHeader = [.. "LEHSEG01"u8, .. new byte[24]];
        byte[] afterChecksum =
        [
            2, 0, 0, 0, // count
            0, 0, 0, 0, 0, 0, 0, 0, // sequence number of the first event
            5, 4, 3, 2, 1, 0, 0, 0, // enqueued time
            36, 0, 0, 0, 0, 0, 0, 0, // committed offset
            1, 0, 0, 0, // length of the partition key
            22, 0, 0, 0, 3, 1, (byte)'t', 2, (byte)'i', (byte)'d', 3, 1, (byte)'n', 7, 0, 0, 0, 2, 1, (byte)'y', 1, 0, (byte)'A', (byte)'B',
            (byte)'C', (byte)'D',
            3, 0, 0, 0, 0, 0, (byte)'E',
            (byte)'k',
        ];
        byte[] batch = [.. "LEHB"u8, (byte)(12 + afterChecksum.Length), 0, 0, 0, .. BitConverter.GetBytes(Crc32C.Compute(afterChecksum)),
            .. afterChecksum];
        File.WriteAllBytes(
            Path.Combine(Folder, "00000000000000000000.log"),
            [.. segmentHeader, .. BitConverter.GetBytes(Crc32C.Compute(segmentHeader)), .. batch]);

        var log = Open();
        var events = log.Read(0, 10);

        Assert.That(events.Select(e => (e.SequenceNumber, e.Offset, e.PartitionKey)),
            Is.EqualTo(new[] { (0, "80", "k"), (1, "106", "k") }));
        Assert.That((events[0].ContentType, events[0].MessageId, Text(events[0])), Is.EqualTo(("t", "id", "ABCD")));
        Assert.That(events[0].Properties, Is.EqualTo(new Dictionary<string, object> { ["n"] = 7, ["y"] = true }));
        Assert.That(Text(events[1]), Is.EqualTo("E"));
        Assert.That(async () => await Append(log, "new"), Throws.Nothing);
        Assert.That(Texts(log), Is.EqualTo(new[] { "ABCD", "E", "new" }));
    }

    [Test]
    public void A_property_of_an_unsupported_type_is_rejected_with_its_name()
    {
        using var batch = new BatchBuilder(0);
        var @event = new EventToSend(default, null, new Dictionary<string, object> { ["when"] = TimeSpan.Zero });

        Assert.That(
            () => batch.Add(@event),
            Throws.TypeOf<EventHubsException>().With.Message.Contains("'when' is a TimeSpan").And
                .Property(nameof(EventHubsException.Reason)).EqualTo(EventHubsErrorReason.InvalidArgument));
    }

    [Test]
    public async Task Events_of_many_sizes_are_received_unchanged()
    {
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), i * i * 200))];
        var log = Open();
        foreach (var text in texts)
            await Append(log, text);

        var read = new List<string>();
        while (read.Count < texts.Length)
            read.AddRange(Texts(log, read.Count, 7));

        Assert.That(read, Is.EqualTo(texts));
        Assert.That(Encoding.UTF8.GetByteCount(texts[^1]), Is.GreaterThan(256 * 1024), "the last text is larger than a read window");
    }
}
