using LocalEventHubs.Configuration;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

/// <summary>Tests damage to files while a log is open, and the classes that read and write files.</summary>
internal sealed class LogDamageTests : LogTestBase
{
    /// <summary>The position of the first sequence number in a batch.</summary>
    private const int SequenceNumberAt = 16;

    [Test]
    public async Task A_segment_whose_first_number_is_wrong_is_an_error_when_it_is_indexed()
    {
        await WriteAsync("a", "b", "c");
        var file = SegmentFiles()[1];
        await ChangeAsync(file, SegmentHeader.Size + SequenceNumberAt, 9);

        var error = Assert.Throws<CorruptLogException>(() => Open(segmentSize: 1).Read(1, 1));

        Assert.That((error!.File, error.Position), Is.EqualTo((file, SegmentHeader.Size)));
        Assert.That(error.Message, Does.Contain("the next sequence number must be 1, not 9."));
    }

    [Test]
    public async Task Bytes_that_are_not_a_batch_are_an_error_when_they_are_read()
    {
        await WriteAsync("a", "b", "c");
        var file = SegmentFiles()[1];
        await ChangeAsync(file, SegmentHeader.Size, (byte)'X');

        var error = Assert.Throws<CorruptLogException>(() => Open(segmentSize: 1).Read(1, 1));

        Assert.That((error!.File, error.Position), Is.EqualTo((file, SegmentHeader.Size)));
        Assert.That(error.Message, Does.Contain("no batch begins here."));
    }

    [Test]
    public async Task A_missing_sequence_number_is_an_error_when_it_is_read()
    {
        var log = Open();
        await Append(log, "a");
        await Append(log, "b");
        var second = 36 + 44 + 21;
        await ChangeAsync(SegmentFiles().Single(), second + SequenceNumberAt, 2);

        var error = Assert.Throws<CorruptLogException>(() => log.Read(0, 10));

        Assert.That(error!.Position, Is.EqualTo(second));
        Assert.That(error.Message, Does.Contain("sequence number 1 is missing before 2."));
    }

    /// <summary>A read starts at the index entry before its first event, and verifies only the batches that contain its events.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task Damage_before_the_events_that_are_read_has_no_effect(bool isReopened)
    {
        var log = Open(segmentSize: 100_000);
        foreach (var size in new[] { 1, 20_000, 20_000, 20_000, 1, 1, 50_000 })
            await Append(log, new string('x', size));
        if (isReopened)
        {
            log.Dispose();
            log = Open(segmentSize: 100_000);
        }

        Assert.That(log.Read(5, 1).Single().Body.Length, Is.EqualTo(1), "the index of the first segment is built");
        var file = SegmentFiles()[0];
        await ChangeAsync(file, SegmentHeader.Size, (byte)'X');
        await ChangeAsync(file, SegmentHeader.Size + 65, (byte)'X'); // the header of event 1
        await ChangeAsync(file, 36 + 65 + (3 * 20_064) + 64, (byte)'y'); // the text of event 4

        Assert.That(log.Read(5, 1).Single().Body.Length, Is.EqualTo(1));
        Assert.Throws<CorruptLogException>(() => log.Read(4, 1));
        Assert.Throws<CorruptLogException>(() => log.Read(0, 1));
    }

    [Test]
    public async Task A_new_segment_is_on_disk_before_its_first_batch()
    {
        var disk = new FailingDisk();
        var log = Open(disk, segmentSize: 1);
        Assert.That(disk.Flushes, Is.EqualTo(1), "the header");
        await Append(log, "a");
        Assert.That(disk.Flushes, Is.EqualTo(2));

        await Append(log, "b");

        Assert.That(disk.Flushes, Is.EqualTo(4), "the header and the batch of the second segment");
    }

    [Test]
    public async Task The_file_of_a_segment_that_cannot_be_created_is_closed()
    {
        var disk = new FailingDisk();
        var log = Open(disk, segmentSize: 1);
        await Append(log, "a");

        disk.RoomLeft = 5;
        Assert.ThrowsAsync<IOException>(() => Append(log, "lost"));

        Assert.That(SegmentFiles(), Has.Length.EqualTo(2));
        Assert.That(() => File.Open(SegmentFiles()[1], FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose(), Throws.Nothing);
    }

    [Test]
    public void A_segment_header_is_valid_only_with_its_length_magic_number_and_checksum()
    {
        var bytes = new SegmentHeader(7, 8, 9).ToBytes();
        Assert.That(SegmentHeader.TryRead(bytes, out var read), Is.True);
        Assert.That(read, Is.EqualTo(new SegmentHeader(7, 8, 9)));

        Assert.Multiple(() =>
        {
            for (var length = 0; length < bytes.Length; length++)
                Assert.That(SegmentHeader.TryRead(bytes.AsSpan(0, length), out _), Is.False, $"{length} bytes");
            for (var i = 0; i < bytes.Length; i++)
                Assert.That(SegmentHeader.TryRead((byte[])[.. bytes[..i], (byte)~bytes[i], .. bytes[(i + 1)..]], out _), Is.False, $"{i}");
        });
        bytes[7]++; // "LEHSEG02" with a valid checksum
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(32), Crc32C.Compute(bytes.AsSpan(0, 32)));
        Assert.That(SegmentHeader.TryRead(bytes, out _), Is.False);
    }

    /// <summary>The fields that determine whether bytes can be the start of a batch: magic number, format, length and count.</summary>
    [TestCase(3, (byte)'2', true)]
    [TestCase(3, (byte)'B', true)]
    [TestCase(3, (byte)'C', false)]
    [TestCase(0, (byte)'X', false)]
    [TestCase(4, (byte)45, true)]
    [TestCase(4, (byte)44, false)]
    [TestCase(12, (byte)1, true)]
    [TestCase(12, (byte)0, false)]
    public void The_header_of_a_batch_is_recognized(int position, byte value, bool expected)
    {
        var bytes = new byte[100];
        BatchHeader.Write(bytes, 3, 7, 8, 9, -1);
        bytes[position] = value;

        Assert.That(BatchHeader.TryRead(bytes, out _), Is.EqualTo(expected));
        Assert.That(BatchHeader.TryRead(bytes.AsSpan(0, BatchHeader.Size), out _), Is.EqualTo(expected));
        Assert.That(BatchHeader.TryRead(bytes.AsSpan(0, BatchHeader.Size - 1), out _), Is.False);
    }

    [Test]
    public async Task A_segment_that_cannot_be_deleted_is_logged_and_retained_with_all_later_segments()
    {
        await WriteAsync("a", "b", "c");
        var logger = new CapturedLog();
        var log = Open(segmentSize: 1, retentionSize: 0, logger: logger);
        var first = SegmentFiles()[0];
        var bytes = await File.ReadAllBytesAsync(first);
        File.Delete(first);
        Directory.CreateDirectory(first); // A directory cannot be deleted as a file.

        log.ApplyRetention();

        Assert.That(log.FirstSequenceNumber, Is.Zero);
        Assert.That(logger.Lines, Is.EqualTo(new[] { $"Warning: '{first}' exceeds the retention limits but could not be deleted." }));
        Directory.Delete(first);
        await File.WriteAllBytesAsync(first, bytes);
        log.ApplyRetention();
        Assert.That(log.FirstSequenceNumber, Is.EqualTo(2), "the deletion is retried");
    }

    [Test]
    public async Task Missing_parent_folders_of_a_log_are_created()
    {
        var folder = Path.Combine(Folder, "a", "b", "c");
        var disk = new FlushedDirectories();

        using (var log = Open(disk, folder))
            await Append(log, "a");

        Assert.That(Texts(Open(folder: folder)), Is.EqualTo(new[] { "a" }));
        Assert.That(disk.Flushed, Is.EqualTo(new[]
        {
            Folder, Path.Combine(Folder, "a"), Path.Combine(Folder, "a", "b"), folder,
        }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void The_error_for_a_directory_that_cannot_be_flushed_contains_its_path()
    {
        var missing = Path.Combine(Folder, "none");

        Assert.That(
            () => Disk.Real.FlushDirectory(missing),
            Throws.TypeOf<IOException>().With.Message.EqualTo($"Could not open directory '{missing}': No such file or directory"));
        Assert.That(() => Disk.Real.FlushDirectory(Folder), Throws.Nothing);
    }

    /// <summary>Reads before, after and beyond the buffered bytes, and from a file that has become shorter.</summary>
    [Test]
    public async Task A_window_over_a_file_returns_the_bytes_at_each_position()
    {
        var path = Path.Combine(Folder, "bytes");
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        await File.WriteAllBytesAsync(path, bytes);
        using var file = File.OpenHandle(path);
        using var window = new FileWindow(file, end: 120, size: 16);

        Assert.Multiple(() =>
        {
            foreach (var (position, count) in new[] { (0, 4), (12, 8), (2, 3), (40, 50), (39, 1), (90, 1), (0, 0) })
                Assert.That(window.Peek(position, count).ToArray(), Is.EqualTo(bytes[position..(position + count)]), $"{position}");
            Assert.That(window.Peek(95, 20).ToArray(), Is.EqualTo(bytes[95..]), "fewer bytes at the end of the file");
        });
        using var shorter = new FileWindow(file, end: 50, size: 16);
        Assert.That(shorter.Peek(45, 20).ToArray(), Is.EqualTo(bytes[45..50]), "no bytes after the end");
    }

    [Test]
    public void The_retention_of_a_hub_takes_precedence_over_the_retention_of_the_broker()
    {
        var options = new EventHubBrokerOptions
        {
            DataDirectory = "",
            MaxSegmentSize = 7,
            RetentionTime = TimeSpan.FromHours(1),
            RetentionSize = 100,
        };
        var hub = new EventHubDefinition("a", 1, []);

        Assert.That(LogOptions.From(options, hub), Is.EqualTo(new LogOptions(7, TimeSpan.FromHours(1), 100)));
        Assert.That(
            LogOptions.From(options, hub with { RetentionTime = TimeSpan.FromHours(2), RetentionSize = 200 }),
            Is.EqualTo(new LogOptions(7, TimeSpan.FromHours(2), 200)));
    }

    /// <summary>Tests a message with a custom annotation, with annotations that the broker replaces, and with all sections.</summary>
    [Test]
    public async Task A_message_is_stored_with_its_custom_annotations_and_sections()
    {
        byte[] own = [0xA3, 1, (byte)'k', 0x54, 7];
        byte[] key = [0xA3, 21, .. "x-opt-sequence-number"u8, 0x55, 1, 0xA3, 19, .. "x-opt-partition-key"u8, 0xA1, 1, (byte)'p'];
        byte[] data = [0, 0x53, 0x75, 0xA0, 1, (byte)'x'];
        byte[] annotations = [0, 0x53, 0x72, 0xC1, (byte)(1 + own.Length + key.Length), 6, .. own, .. key];
        var batch = new BatchBuilder(0);

        var none = batch.AddMessage(data);
        var stated = batch.AddMessage([.. annotations, .. data]);
        batch.Add(new EventToSend("y"u8.ToArray()));

        Assert.That((none, stated), Is.EqualTo(((string?)null, "p")));
        Assert.That((batch.Count, batch.MessageSize), Is.EqualTo((3, data.Length + own.Length + data.Length + 8 + 1)));
        Assert.That(batch.LastEventPosition, Is.EqualTo(44 + 12 + data.Length + 12 + own.Length + data.Length));
        var log = Open();
        await log.AppendAsync(batch);
        var events = log.Read(0, 10);
        Assert.That(events.Select(Text), Is.EqualTo(new[] { "x", "x", "y" }));
        Assert.That(events.Take(2).Select(stored => stored.Sections.ToArray()), Is.All.EqualTo(data));
        Assert.That(AnnotationsOf(events[0]), Is.EqualTo(new[] { "x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time" }));
        Assert.That(
            AnnotationsOf(events[1]), Is.EqualTo(new[] { "x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time", "k" }));
    }

    private static string[] AnnotationsOf(StoredEvent stored) =>
        [.. Azure.Core.Amqp.AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(stored.ToMessage())).MessageAnnotations.Keys];

    private async Task WriteAsync(params string[] texts)
    {
        using var log = Open(segmentSize: 1);
        foreach (var text in texts)
            await Append(log, text);
    }

    private static async Task ChangeAsync(string file, int position, byte value)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = position;
        await stream.WriteAsync(new[] { value });
    }
}
