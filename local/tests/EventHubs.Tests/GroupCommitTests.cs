namespace LocalEventHubs.Tests;

internal sealed class GroupCommitTests : LogTestBase
{
    [Test]
    public async Task Simultaneous_sends_share_one_flush()
    {
        var disk = new FailingDisk();
        var log = Open(disk);
        var flushes = disk.Flushes;
        disk.HoldFlush = true;
        var first = Append(log, "0");
        await disk.WaitForHeldFlushAsync();
        Task[] others = [.. Enumerable.Range(1, 50).Select(i => Append(log, $"{i}"))];
        disk.ReleaseFlush();

        await first;
        await Task.WhenAll(others);

        Assert.That(disk.Flushes - flushes, Is.EqualTo(2));
        Assert.That(Texts(log), Is.EqualTo(Enumerable.Range(0, 51).Select(i => $"{i}")));
    }

    [Test]
    public async Task Events_are_neither_acknowledged_nor_visible_before_they_are_on_disk()
    {
        var disk = new FailingDisk();
        var log = Open(disk);
        disk.HoldFlush = true;
        var append = Append(log, "a");
        await disk.WaitForHeldFlushAsync();

        Assert.That(append.IsCompleted, Is.False);
        Assert.That(log.LastSequenceNumber, Is.EqualTo(-1));
        Assert.That(log.Read(0, 10), Is.Empty);

        disk.ReleaseFlush();
        await append;
        Assert.That(Texts(log), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Every_concurrent_send_is_stored_contiguously()
    {
        using (var log = Open(segmentSize: 10_000))
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(
                send => Task.Run(() => Append(log, $"{send}:0", $"{send}:1", $"{send}:2"))));
        }

        var texts = Texts(Open(segmentSize: 10_000));
        Assert.That(texts, Has.Length.EqualTo(1500));
        var sends = texts.Chunk(3).ToList();
        Assert.That(sends.Select(send => send[0].Split(':')[0]), Is.EquivalentTo(Enumerable.Range(0, 500).Select(i => $"{i}")));
        foreach (var send in sends)
        {
            var name = send[0].Split(':')[0];
            Assert.That(send, Is.EqualTo(new[] { $"{name}:0", $"{name}:1", $"{name}:2" }));
        }
    }

    [TestCase(0)]
    [TestCase(10)]
    [TestCase(75)]
    public async Task A_full_disk_fails_the_send_without_a_partial_write(int roomLeft)
    {
        var disk = new FailingDisk();
        var log = Open(disk);
        await Append(log, "kept");
        var length = new FileInfo(SegmentFiles().Single()).Length;

        disk.RoomLeft = roomLeft;
        Assert.That(() => Append(log, "lost", "lost too"), Throws.TypeOf<IOException>().With.Message.Contains("No space left on device"));
        Assert.That(new FileInfo(SegmentFiles().Single()).Length, Is.EqualTo(length));
        Assert.That(Texts(log), Is.EqualTo(new[] { "kept" }));

        disk.RoomLeft = null;
        await Append(log, "after");
        log.Dispose();
        var events = Open().Read(0, 10);
        Assert.That(events.Select(Text), Is.EqualTo(new[] { "kept", "after" }));
        Assert.That(events.Select(e => e.SequenceNumber), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public async Task After_a_failed_flush_sends_fail_until_the_tail_can_be_truncated()
    {
        var disk = new FailingDisk();
        var log = Open(disk);
        await Append(log, "kept");

        disk.FailFlush = disk.FailSetLength = true;
        Assert.That(() => Append(log, "a long text that a shorter one would not cover"), Throws.TypeOf<IOException>());
        Assert.That(() => Append(log, "neither"), Throws.TypeOf<IOException>(), "an append fails while the tail is not truncated");
        Assert.That(Texts(log), Is.EqualTo(new[] { "kept" }));

        disk.FailFlush = disk.FailSetLength = false;
        await Append(log, "after");
        log.Dispose();
        Assert.That(Texts(Open()), Is.EqualTo(new[] { "kept", "after" }));
    }

    [Test]
    public async Task If_a_segment_cannot_be_created_the_send_fails_and_the_next_send_creates_the_segment()
    {
        var disk = new FailingDisk();
        var log = Open(disk, segmentSize: 1);
        await Append(log, "a");

        disk.RoomLeft = 5;
        Assert.That(() => Append(log, "lost"), Throws.TypeOf<IOException>());
        disk.RoomLeft = null;
        await Append(log, "b");
        log.Dispose();

        Assert.That(SegmentFiles(), Has.Length.EqualTo(2));
        Assert.That(Texts(Open()), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_partially_created_segment_is_completed_even_if_the_previous_segment_has_space()
    {
        var disk = new FailingDisk();
        var log = Open(disk, segmentSize: 180);
        await Append(log, "a");

        // 36 + 65 bytes are used. A send of 114 bytes needs a new segment, whose header is written but not flushed.
        disk.FailFlush = true;
        Assert.That(() => Append(log, new string('x', 50)), Throws.TypeOf<IOException>());
        disk.FailFlush = false;
        await Append(log, "b");
        log.Dispose();

        Assert.That(SegmentFiles(), Has.Length.EqualTo(2));
        Assert.That(Texts(Open()), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Closing_waits_for_accepted_batches_and_rejects_new_batches()
    {
        var log = Open();
        Task[] sends = [.. Enumerable.Range(0, 100).Select(i => Append(log, $"{i}"))];

        log.Dispose();

        await Task.WhenAll(sends);
        Assert.That(() => Append(log, "late"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(Open().LastSequenceNumber, Is.EqualTo(99));
    }

    [Test]
    public async Task The_enqueued_time_never_decreases_even_if_the_clock_is_set_back()
    {
        var noon = Time.Now;
        using (var log = Open(segmentSize: 1))
        {
            await Append(log, "a");
            Time.Now = noon.AddHours(-1);
            await Append(log, "b");
        }

        var reopened = Open(segmentSize: 1);
        await Append(reopened, "c");
        Time.Now = noon.AddMilliseconds(1);
        await Append(reopened, "d");

        Assert.That(
            reopened.Read(0, 10).Select(e => e.EnqueuedTime),
            Is.EqualTo(new[] { noon, noon, noon, noon.AddMilliseconds(1) }));
    }
}
