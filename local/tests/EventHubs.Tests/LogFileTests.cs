using LocalEventHubs.Log;

namespace LocalEventHubs.Tests;

/// <summary>Tests a segment's index, the window over a file, and the flushing of file names and lengths.</summary>
internal sealed class LogFileTests : LogTestBase
{
    private const int Interval = 16 * 1024;

    [Test]
    public void The_index_has_an_entry_for_every_interval()
    {
        var index = new SequenceIndex();
        Assert.That(index.Find(7), Is.EqualTo(SegmentHeader.Size), "an empty index");

        index.Add(5, 50, 36);
        index.Add(6, 60, 36 + Interval - 1);
        index.Add(7, 70, 36 + Interval);
        index.Add(8, 80, 36 + Interval + 1);

        Assert.Multiple(() =>
        {
            Assert.That(
                new[] { 4L, 5, 6, 7, 8 }.Select(index.Find), Is.EqualTo(new[] { 36, 36, 36, 36 + Interval, 36 + Interval }));
            Assert.That(
                new[] { 0L, 36, 35 + Interval, 36 + Interval, long.MaxValue }.Select(index.FindPosition),
                Is.EqualTo(new[] { 36, 36, 36, 36 + Interval, 36 + Interval }));
            Assert.That(
                new[] { 0L, 50, 51, 70, 71 }.Select(index.FindEnqueuedTime),
                Is.EqualTo(new[] { 36, 36, 36, 36, 36 + Interval }));
        });
    }

    /// <summary>A window does not reflect changes to bytes that it has already read.</summary>
    [Test]
    public async Task Adjacent_parts_of_a_file_require_only_one_read()
    {
        var path = Path.Combine(Folder, "bytes");
        await File.WriteAllBytesAsync(path, new byte[64]);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        using var window = new FileWindow(file, end: 64, size: 16);
        Assert.That(window.Peek(8, 4).ToArray(), Is.EqualTo(new byte[4]));

        RandomAccess.Write(file, Enumerable.Repeat((byte)1, 64).ToArray(), 0);

        Assert.Multiple(() =>
        {
            Assert.That(window.Peek(8, 1).ToArray(), Is.EqualTo(new byte[1]), "the first byte");
            Assert.That(window.Peek(12, 12).ToArray(), Is.EqualTo(new byte[12]), "up to the last byte");
            Assert.That(window.Peek(7, 2).ToArray(), Is.EqualTo(new byte[] { 1, 1 }), "a byte before them");
        });
    }

    [Test]
    public async Task The_end_of_a_truncated_log_is_flushed()
    {
        using (var log = Open())
            await Append(log, "a");
        await File.AppendAllTextAsync(SegmentFiles().Single(), "torn");
        var disk = new FailingDisk();

        Open(disk);

        Assert.That(disk.Flushes, Is.EqualTo(1));
    }

    [Test]
    public async Task The_deletion_of_an_unfinished_segment_is_flushed()
    {
        using (var log = Open())
            await Append(log, "a");
        await File.WriteAllBytesAsync(Path.Combine(Folder, "00000000000000000101.log"), new byte[10]);
        var disk = new FlushedDirectories();

        Open(disk);

        Assert.That(disk.Flushed, Is.EqualTo(new[] { Folder }));
    }

    [Test]
    [Platform("Linux")]
    public void A_directory_without_fsync_is_an_error_that_names_the_directory() => Assert.That(
        () => Disk.Real.FlushDirectory("/proc"),
        Throws.TypeOf<IOException>().With.Message.EqualTo("Could not fsync directory '/proc': Invalid argument"));

    [Test]
    public async Task Retention_is_applied_when_a_segment_is_created()
    {
        var log = Open(segmentSize: 1, retentionSize: 300);
        foreach (var text in new[] { "a", "b", "c" })
            await Append(log, text);
        Assert.That(log.FirstSequenceNumber, Is.Zero, "two segments of 101 bytes and a header of 36");

        await Append(log, "d");

        Assert.That(log.FirstSequenceNumber, Is.EqualTo(1), "three segments and a header are more than 300 bytes");
    }

    /// <summary>
    /// The valid batch immediately after the stray byte does not prove that the byte is damage, because the batch's committed offset is not
    /// greater than the position of the stray byte. The next batch proves that the byte is damage.
    /// </summary>
    [Test]
    public async Task A_stray_byte_between_batches_is_damage_at_its_position()
    {
        using (var log = Open())
        {
            foreach (var text in new[] { "a", "b", "c" })
                await Append(log, text);
        }

        File.Delete(Path.Combine(Folder, CommitMark.FileName));
        var file = SegmentFiles().Single();
        var bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, [.. bytes[..101], (byte)'X', .. bytes[101..]]);

        var error = Assert.Throws<CorruptLogException>(() => Open());

        Assert.That((error!.File, error.Position), Is.EqualTo((file, 101)));
        Assert.That(error.Message, Does.Contain("stored before the valid batch at byte 167."));
    }

    [Test]
    public async Task A_read_does_not_depend_on_the_segments_before_its_event()
    {
        var log = Open(segmentSize: 1);
        foreach (var text in new[] { "a", "b", "c" })
            await Append(log, text);
        using (var stream = new FileStream(SegmentFiles()[1], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            stream.SetLength(SegmentHeader.Size);

        Assert.That(Texts(log, from: 2), Is.EqualTo(new[] { "c" }));
        Assert.That(() => log.Read(1, 1), Throws.TypeOf<CorruptLogException>());
    }
}
