using System.Buffers.Binary;
using LocalEventHubs.Log;

namespace LocalEventHubs.Tests;

/// <summary>Tests the log messages about recovery, damage and retention, and the commit mark.</summary>
internal sealed class LogMessageTests : LogTestBase
{
    private CapturedLog _log = null!;

    [SetUp]
    public void ClearLog() => _log = new CapturedLog();

    [Test]
    public async Task A_truncated_tail_is_logged()
    {
        using (var log = Open())
            await Append(log, "a");
        var file = SegmentFiles().Single();
        await File.AppendAllTextAsync(file, "torn");

        Open(logger: _log);

        Assert.That(_log.Lines, Is.EqualTo(new[] { $"Warning: Truncated 4 bytes of an unfinished write from '{file}' at byte 101." }));
        Assert.That(new FileInfo(file).Length, Is.EqualTo(101));
    }

    [Test]
    public async Task A_segment_without_a_complete_header_is_logged()
    {
        using (var log = Open())
            await Append(log, "a");
        var next = Path.Combine(Folder, "00000000000000000101.log");
        await File.WriteAllBytesAsync(next, new byte[10]);

        Open(logger: _log);

        Assert.That(_log.Lines, Is.EqualTo(new[] { $"Warning: Deleted '{next}', a new segment without events." }));
        Assert.That(File.Exists(next), Is.False);
    }

    [Test]
    public async Task The_deletion_of_an_expired_segment_is_logged()
    {
        var log = Open(segmentSize: 1, retentionSize: 101, logger: _log);
        await Append(log, "a");
        var first = SegmentFiles().Single();
        await Append(log, "b");

        log.ApplyRetention();

        Assert.That(_log.Lines, Is.EqualTo(new[] { $"Information: Deleted '{first}', which exceeded the retention limits." }));
    }

    [Test]
    public async Task A_failed_append_is_logged()
    {
        var disk = new FailingDisk();
        var log = Open(disk, logger: _log);
        disk.RoomLeft = 0;

        Assert.That(
            () => Append(log, "a"),
            Throws.TypeOf<IOException>().With.Message.EqualTo(
                "The events could not be written to the log: No space left on device").And.InnerException.TypeOf<IOException>());
        disk.RoomLeft = null;
        await Append(log, "b");

        Assert.That(_log.Lines, Is.EqualTo(new[] { $"Error: Writing to the log in '{Folder}' failed." }));
    }

    [Test]
    public async Task The_error_for_a_damaged_batch_names_the_next_valid_batch()
    {
        using (var log = Open())
        {
            await Append(log, "a");
            await Append(log, "b");
        }

        File.Delete(Path.Combine(Folder, CommitMark.FileName));
        var file = SegmentFiles().Single();
        await FlipAsync(file, 100);

        var error = Assert.Throws<CorruptLogException>(() => Open());

        Assert.That((error!.File, error.Position), Is.EqualTo((file, 36)));
        Assert.That(error.Message, Does.Contain(
            "the batch does not match its checksum, although it was stored before the valid batch at byte 101."));
    }

    [Test]
    public async Task The_error_for_a_lost_tail_names_the_mark_and_the_acknowledged_position()
    {
        using (var log = Open())
        {
            await Append(log, "a");
            await Append(log, "b");
        }

        var file = SegmentFiles().Single();
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..101]);

        var error = Assert.Throws<CorruptLogException>(() => Open());

        Assert.That((error!.File, error.Position), Is.EqualTo((file, 101)));
        Assert.That(error.Message, Does.Contain(
            "the log ends here, although events up to stream position 166 were acknowledged. To continue without them, delete "
            + $"'{Path.Combine(Folder, CommitMark.FileName)}'."));
        File.Delete(Path.Combine(Folder, CommitMark.FileName));
        Assert.That(Texts(Open()), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task The_error_for_a_missing_segment_names_both_positions()
    {
        using (var log = Open(segmentSize: 1))
        {
            foreach (var text in new[] { "a", "b", "c" })
                await Append(log, text);
        }

        File.Delete(SegmentFiles()[1]);

        var error = Assert.Throws<CorruptLogException>(() => Open());
        Assert.That(error!.Message, Does.Contain("the segment ends at stream position 101, but the next segment begins at 202."));
        Assert.That(error.Position, Is.EqualTo(101));
    }

    [Test]
    public async Task A_renamed_segment_is_an_error()
    {
        using (var log = Open())
            await Append(log, "a");
        File.Move(SegmentFiles().Single(), Path.Combine(Folder, "00000000000000000007.log"));

        var error = Assert.Throws<CorruptLogException>(() => Open());

        Assert.That(error!.Message, Is.EqualTo(
            $"The log file '{error.File}' is damaged at byte 8: the header belongs to 00000000000000000000.log. "
            + "Restore the file from a backup, or move the hub's folder elsewhere to start with an empty hub."));
        Assert.That(error.Position, Is.EqualTo(8));
    }

    [Test]
    public async Task An_acknowledged_segment_that_lost_its_header_is_an_error()
    {
        using (var log = Open(segmentSize: 1))
        {
            await Append(log, "a");
            await Append(log, "b");
        }

        var last = SegmentFiles()[1];
        await File.WriteAllBytesAsync(last, []);

        var error = Assert.Throws<CorruptLogException>(() => Open());
        Assert.That((error!.File, error.Position), Is.EqualTo((last, 0)));
        Assert.That(error.Message, Does.Contain("the file ends here, although events up to stream position 202 were acknowledged."));
    }

    [Test]
    public async Task The_mark_is_the_acknowledged_position_and_its_checksum()
    {
        using (var log = Open())
            await Append(log, "a");

        var path = Path.Combine(Folder, CommitMark.FileName);
        var bytes = await File.ReadAllBytesAsync(path);
        Assert.That(bytes, Has.Length.EqualTo(12));
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(bytes), Is.EqualTo(101));
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)), Is.EqualTo(Crc32C.Compute(bytes.AsSpan(0, 8))));
        Assert.That(CommitMark.Read(Folder), Is.EqualTo(101));
        await FlipAsync(path, 0);
        Assert.That(CommitMark.Read(Folder), Is.Null, "another checksum");
        await File.WriteAllBytesAsync(path, bytes[..11]);
        Assert.That(CommitMark.Read(Folder), Is.Null, "incomplete");
        File.Delete(path);
        Assert.That(CommitMark.Read(Folder), Is.Null, "none");
    }

    [Test]
    public async Task A_mark_that_cannot_be_written_is_logged_once_and_causes_no_append_to_fail()
    {
        var log = Open(logger: _log);
        var path = Path.Combine(Folder, CommitMark.FileName);
        Directory.CreateDirectory(path); // A directory with the file's name makes writing fail.

        await Append(log, "a");
        await Append(log, "b");

        Assert.That(Texts(log), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(_log.Lines, Is.EqualTo(new[]
        {
            $"Warning: '{path}' could not be written, so damage at the end of the log can look like an unfinished write.",
        }));
    }

    private static async Task FlipAsync(string file, int position)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[position] ^= 0x10;
        await File.WriteAllBytesAsync(file, bytes);
    }
}
