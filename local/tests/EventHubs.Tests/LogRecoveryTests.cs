using LocalEventHubs.Log;

namespace LocalEventHubs.Tests;

internal sealed class LogRecoveryTests : LogTestBase
{
    private const int HeaderSize = 36;

    /// <summary>The size in bytes of the record of an event that has only a body, excluding the body.</summary>
    private const int RecordOverhead = 12 + 8;

    [Test]
    public async Task After_a_restart_the_sequence_numbers_continue()
    {
        using (var first = Open())
            await Append(first, "a", "b");

        var second = Open();
        Assert.That((second.FirstSequenceNumber, second.LastSequenceNumber), Is.EqualTo((0, 1)));
        await Append(second, "c");

        var events = second.Read(0, 10);
        Assert.That(events.Select(Text), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(events.Select(e => e.SequenceNumber), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(events.Select(e => long.Parse(e.Offset)), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task A_torn_tail_is_truncated_to_the_last_complete_batch()
    {
        var (file, whole, start) = await WriteTwoBatches();

        for (var end = start + 1; end < whole.Length; end++)
        {
            await File.WriteAllBytesAsync(file, whole[..end]);

            using var log = Open();
            Assert.That(Texts(log), Is.EqualTo(new[] { "first", "second" }), $"torn at {end}");
            Assert.That(new FileInfo(file).Length, Is.EqualTo(start), $"torn at {end}");
        }
    }

    [Test]
    public async Task Appends_continue_after_a_truncated_tail()
    {
        var (file, whole, start) = await WriteTwoBatches();
        await File.WriteAllBytesAsync(file, whole[..^1]);

        using (var log = Open())
            await Append(log, "instead");

        var events = Open().Read(0, 10);
        Assert.That(events.Select(Text), Is.EqualTo(new[] { "first", "second", "instead" }));
        Assert.That(events[2].SequenceNumber, Is.EqualTo(2));
        Assert.That(events[2].Offset, Is.EqualTo((start + 44).ToString()));
    }

    [Test]
    public async Task A_last_batch_with_any_flipped_bit_is_truncated_completely()
    {
        var (file, whole, start) = await WriteTwoBatches();

        for (var position = start; position < whole.Length; position++)
        {
            await File.WriteAllBytesAsync(file, Flip(whole, position));

            using var log = Open();
            Assert.That(Texts(log), Is.EqualTo(new[] { "first", "second" }), $"flipped at {position}");
        }
    }

    [Test]
    public async Task Damage_before_stored_events_is_an_error_with_file_and_position()
    {
        var (file, whole, start) = await WriteTwoBatches();

        for (var position = HeaderSize; position < start; position++)
        {
            await File.WriteAllBytesAsync(file, Flip(whole, position));

            Assert.That(
                () => Open(),
                Throws.TypeOf<CorruptLogException>()
                    .With.Property(nameof(CorruptLogException.File)).EqualTo(file)
                    .And.Property(nameof(CorruptLogException.Position)).EqualTo(HeaderSize)
                    .And.Message.Contains(file),
                $"flipped at {position}");
            Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(Flip(whole, position)), "the file is unchanged");
        }
    }

    [Test]
    public async Task A_torn_write_of_several_batches_is_not_damage_even_if_a_later_batch_is_complete()
    {
        // After a power failure, any subset of the pages of one write can be on disk.
        var disk = new FailingDisk();
        using (var log = Open(disk))
        {
            disk.HoldFlush = true;
            var before = Append(log, "before");
            await disk.WaitForHeldFlushAsync();
            Task[] together = [Append(log, "torn"), Append(log, "whole")];
            disk.ReleaseFlush();
            await before;
            await Task.WhenAll(together);
        }

        File.Delete(Path.Combine(Folder, CommitMark.FileName)); // Simulate a process that ended before the acknowledgment.
        var file = SegmentFiles().Single();
        var bytes = await File.ReadAllBytesAsync(file);
        var torn = HeaderSize + BatchLength("before");
        await File.WriteAllBytesAsync(file, Flip(bytes, torn + 50));

        Assert.That(Texts(Open()), Is.EqualTo(new[] { "before" }));
        Assert.That(new FileInfo(file).Length, Is.EqualTo(torn));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(HeaderSize - 1)]
    public async Task A_segment_without_a_complete_header_is_deleted(int length)
    {
        // The process ended between creating the next segment and writing to it.
        using (var log = Open(segmentSize: 1))
            await Append(log, "a");
        var next = Path.Combine(Folder, $"{HeaderSize + BatchLength("a"):D20}.log");
        await File.WriteAllBytesAsync(next, new byte[length]);

        using (var log = Open(segmentSize: 1))
        {
            Assert.That(log.LastSequenceNumber, Is.Zero);
            await Append(log, "b");
        }

        Assert.That(SegmentFiles(), Has.Length.EqualTo(2));
        Assert.That(Texts(Open()), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task After_an_empty_new_segment_the_sequence_numbers_continue()
    {
        using (var log = Open(segmentSize: 1))
        {
            await Append(log, "a", "b");
            await Append(log, "c");
        }

        var last = SegmentFiles()[^1];
        using (var file = File.OpenHandle(last, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.SetLength(file, HeaderSize);
        File.Delete(Path.Combine(Folder, CommitMark.FileName)); // Simulate a process that ended before "c" was acknowledged.

        var reopened = Open(segmentSize: 1);
        Assert.That(reopened.LastSequenceNumber, Is.EqualTo(1));
        await Append(reopened, "c again");
        Assert.That(Texts(reopened), Is.EqualTo(new[] { "a", "b", "c again" }));
    }

    [Test]
    public void A_single_empty_file_is_a_new_log()
    {
        File.WriteAllBytes(Path.Combine(Folder, "00000000000000000000.log"), []);

        Assert.That(Open().LastSequenceNumber, Is.EqualTo(-1));
    }

    [Test]
    public async Task A_missing_segment_is_an_error()
    {
        await WriteThreeSegments();
        var files = SegmentFiles();
        File.Delete(files[1]);

        Assert.That(() => Open(), Throws.TypeOf<CorruptLogException>().With.Property(nameof(CorruptLogException.File)).EqualTo(files[0]));
    }

    [Test]
    public async Task A_truncated_full_segment_is_an_error()
    {
        await WriteThreeSegments();
        var file = SegmentFiles()[1];
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.SetLength(handle, new FileInfo(file).Length - 1);

        Assert.That(() => Open(), Throws.TypeOf<CorruptLogException>().With.Property(nameof(CorruptLogException.File)).EqualTo(file));
    }

    [Test]
    public async Task Damage_in_an_earlier_segment_is_an_error_when_the_segment_is_read()
    {
        await WriteThreeSegments();
        var file = SegmentFiles()[1];
        await File.WriteAllBytesAsync(file, Flip(await File.ReadAllBytesAsync(file), (int)new FileInfo(file).Length - 1));

        var log = Open(segmentSize: 1);

        Assert.That(Texts(log, 0, max: 1), Is.EqualTo(new[] { "one" }));
        Assert.That(
            () => log.Read(1, 1),
            Throws.TypeOf<CorruptLogException>()
                .With.Property(nameof(CorruptLogException.Position)).EqualTo(HeaderSize)
                .And.Message.Contains("a batch does not match its checksum."));
        Assert.That(Texts(log, 2, max: 1), Is.EqualTo(new[] { "three" }));
    }

    [Test]
    public async Task A_damaged_segment_header_is_an_error()
    {
        var (file, whole, _) = await WriteTwoBatches();
        await File.WriteAllBytesAsync(file, Flip(whole, 20));

        Assert.That(
            () => Open(),
            Throws.TypeOf<CorruptLogException>()
                .With.Property(nameof(CorruptLogException.Position)).EqualTo(0)
                .And.Message.Contains("the file does not begin with a segment header."));
    }

    [Test]
    public async Task A_copy_of_the_files_at_any_moment_contains_every_acknowledged_event()
    {
        // After kill -9, files can end in the middle of a write.
        var log = Open(segmentSize: 20_000);
        using var stop = new CancellationTokenSource();
        Task[] senders =
        [
            .. Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                    await Append(log, $"{sender}:{i}", new string('x', i % 700));
            })),
        ];

        for (var i = 0; i < 20; i++)
        {
            await log.Appended;
            var acknowledged = log.LastSequenceNumber;
            var image = Directory.CreateDirectory(Path.Combine(Folder, $"image{i}")).FullName;
            foreach (var file in SegmentFiles())
                File.Copy(file, Path.Combine(image, Path.GetFileName(file)));

            using var copy = Open(folder: image);
            Assert.That(copy.LastSequenceNumber, Is.GreaterThanOrEqualTo(acknowledged));
            Assert.That(copy.LastSequenceNumber % 2, Is.EqualTo(1), "sends of two events are stored completely");
        }

        await stop.CancelAsync();
        await Task.WhenAll(senders);
    }

    private static int BatchLength(string text) => 44 + RecordOverhead + text.Length;

    private static byte[] Flip(byte[] bytes, int position)
    {
        byte[] flipped = [.. bytes];
        flipped[position] ^= 0x10;
        return flipped;
    }

    /// <summary>Writes two consecutive sends.</summary>
    /// <returns>The file, its bytes, and the position of the second batch.</returns>
    private async Task<(string File, byte[] Bytes, int Start)> WriteTwoBatches()
    {
        using (var log = Open())
        {
            await Append(log, "first", "second");
            await Append(log, "third");
        }

        var file = SegmentFiles().Single();
        var bytes = await File.ReadAllBytesAsync(file);
        File.Delete(Path.Combine(Folder, CommitMark.FileName)); // Simulate a process that ended before the acknowledgment.
        var start = HeaderSize + BatchLength("first") + RecordOverhead + "second".Length;
        Assert.That(bytes, Has.Length.EqualTo(start + BatchLength("third")));
        return (file, bytes, start);
    }

    private async Task WriteThreeSegments()
    {
        using var log = Open(segmentSize: 1);
        await Append(log, "one");
        await Append(log, "two");
        await Append(log, "three");
        Assert.That(SegmentFiles(), Has.Length.EqualTo(3));
    }
}
