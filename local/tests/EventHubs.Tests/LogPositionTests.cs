using System.Globalization;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

/// <summary>
/// Tests the search for events by offset and by time, across batches, index entries and segments, before and after a restart.
/// </summary>
internal sealed class LogPositionTests : LogTestBase
{
    private const long SegmentSize = 60_000;

    /// <summary>
    /// The number of batches. A batch has two events, and there is one batch every 10 ms. A segment's index has one entry per 16 KiB.
    /// </summary>
    private const int Batches = 40;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Each_event_is_found_by_its_offset(bool isReopened)
    {
        var log = await WriteAsync(isReopened);
        var events = log.Read(0, int.MaxValue, int.MaxValue);

        Assert.That(events, Has.Count.EqualTo(2 * Batches));
        Assert.That(SegmentFiles(), Has.Length.GreaterThan(2));
        Assert.Multiple(() =>
        {
            foreach (var @event in events)
            {
                var offset = PositionOf(@event);
                Assert.That(log.FindOffset(offset, isInclusive: true), Is.EqualTo(@event.SequenceNumber), "at it");
                Assert.That(log.FindOffset(offset, isInclusive: false), Is.EqualTo(@event.SequenceNumber + 1), "after it");
                Assert.That(log.FindOffset(offset - 1, isInclusive: false), Is.EqualTo(@event.SequenceNumber), "before it");
                Assert.That(log.FindOffset(offset + 1, isInclusive: true), Is.EqualTo(@event.SequenceNumber + 1), "within it");
            }

            Assert.That(log.FindOffset(-1, isInclusive: false), Is.Zero);
            Assert.That(log.FindOffset(long.MaxValue, isInclusive: true), Is.EqualTo(2 * Batches));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Each_send_is_found_by_its_time(bool isReopened)
    {
        var start = Time.Now;
        var log = await WriteAsync(isReopened);

        Assert.Multiple(() =>
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                var time = start.AddMilliseconds(10 * batch);
                Assert.That(log.FindEnqueuedTime(time, isInclusive: true), Is.EqualTo(2 * batch), "at it");
                Assert.That(log.FindEnqueuedTime(time, isInclusive: false), Is.EqualTo(2 * (batch + 1)), "after it");
                Assert.That(log.FindEnqueuedTime(time.AddMilliseconds(-1), isInclusive: false), Is.EqualTo(2 * batch), "before it");
                Assert.That(log.FindEnqueuedTime(time.AddMilliseconds(1), isInclusive: true), Is.EqualTo(2 * (batch + 1)), "after it");
            }
        });
    }

    [Test]
    public async Task The_first_of_several_sends_with_the_same_time_is_found_even_across_segments()
    {
        var log = Open(segmentSize: 1);
        foreach (var text in new[] { "a", "b", "c" })
            await Append(log, text);

        Assert.That(log.FindEnqueuedTime(Time.Now, isInclusive: true), Is.Zero);
        Assert.That(log.FindEnqueuedTime(Time.Now, isInclusive: false), Is.EqualTo(3));
    }

    [Test]
    public async Task The_last_event_and_the_file_size_are_the_same_after_a_restart()
    {
        var log = Open();
        Assert.That((log.FirstSequenceNumber, log.LastSequenceNumber, log.LastOffset, log.LastEnqueuedTime, log.Size),
            Is.EqualTo((0L, -1L, -1L, (DateTimeOffset?)null, 36L)), "an empty log");

        await Append(log, "a", "bc");
        Time.Now = Time.Now.AddMinutes(1);
        await Append(log, "d");

        // The segment header has 36 bytes, a batch header has 44 bytes, and a record has 12 + 8 bytes plus its text: 36 + 44 + 21 + 22 + 44
        // = 167.
        var expected = (0L, 2L, 167L, (DateTimeOffset?)Time.Now, 188L);
        Assert.That((log.FirstSequenceNumber, log.LastSequenceNumber, log.LastOffset, log.LastEnqueuedTime, log.Size),
            Is.EqualTo(expected));
        log.Dispose();
        log = Open();
        Assert.That((log.FirstSequenceNumber, log.LastSequenceNumber, log.LastOffset, log.LastEnqueuedTime, log.Size),
            Is.EqualTo(expected), "after a restart");
        Assert.That(SegmentFiles().Sum(file => new FileInfo(file).Length), Is.EqualTo(188));
    }

    [Test]
    public async Task After_retention_the_oldest_remaining_event_is_found()
    {
        var log = Open(segmentSize: 1, retentionSize: 250);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await Append(log, text);
            Time.Now = Time.Now.AddMinutes(1);
        }

        log.ApplyRetention();

        Assert.Multiple(() =>
        {
            Assert.That((log.FirstSequenceNumber, log.LastSequenceNumber, log.Size), Is.EqualTo((1L, 2L, 202L)));
            Assert.That(log.FindOffset(-1, isInclusive: false), Is.EqualTo(1));
            Assert.That(log.FindEnqueuedTime(DateTimeOffset.UnixEpoch, isInclusive: true), Is.EqualTo(1));
            Assert.That(Texts(log, from: 0), Is.EqualTo(new[] { "b", "c" }));
        });
    }

    [Test]
    public async Task A_read_ends_at_its_event_limit_or_its_byte_limit()
    {
        var log = Open(segmentSize: 1);
        await Append(log, "a", "b", "c");
        await Append(log, "d", "e");

        Assert.Multiple(() =>
        {
            Assert.That(Texts(log, 1, 3), Is.EqualTo(new[] { "b", "c", "d" }));
            Assert.That(Texts(log, 0, 0), Is.Empty);
            Assert.That(Texts(log, 5, 10), Is.Empty);
            Assert.That(log.Read(0, 10, maxBytes: 42).Select(Text), Is.EqualTo(new[] { "a", "b" }), "records of 21 bytes");
            Assert.That(log.Read(0, 10, maxBytes: 43).Select(Text), Is.EqualTo(new[] { "a", "b", "c" }));
            Assert.That(log.Read(1, 10, maxBytes: 64).Select(Text), Is.EqualTo(new[] { "b", "c", "d", "e" }));
        });
    }

    private async Task<PartitionLog> WriteAsync(bool isReopened)
    {
        var log = Open(segmentSize: SegmentSize);
        for (var batch = 0; batch < Batches; batch++)
        {
            await Append(log, new string('x', batch * 150), $"{batch}");
            Time.Now = Time.Now.AddMilliseconds(10);
        }

        if (!isReopened)
            return log;
        log.Dispose();
        return Open(segmentSize: SegmentSize);
    }

    private static long PositionOf(StoredEvent @event) => long.Parse(@event.Offset, CultureInfo.InvariantCulture);
}
