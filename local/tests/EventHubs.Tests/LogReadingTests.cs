using LocalEventHubs.Errors;
using LocalEventHubs.Hubs;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

internal sealed class LogReadingTests : LogTestBase
{
    [Test]
    public async Task A_tailing_reader_receives_each_event_once_and_in_order_while_segments_roll_over()
    {
        const int senders = 4;
        const int sendsEach = 300;
        var log = Open(segmentSize: 4096);
        var partition = new Partition("hub", "0", log);
        var sending = Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < sendsEach; i++)
                await Append(log, $"{sender} {2 * i}", $"{sender} {(2 * i) + 1}");
        })).ToArray();

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var events = new List<StoredEvent>();
        while (events.Count < senders * sendsEach * 2)
            events.AddRange(await partition.ReadAsync(events.Count, 100, deadline.Token));
        await Task.WhenAll(sending);

        Assert.That(SegmentFiles(), Has.Length.GreaterThan(10));
        Assert.That(events.Select(e => e.SequenceNumber), Is.EqualTo(Enumerable.Range(0, senders * sendsEach * 2)));
        Assert.That(events.Select(e => long.Parse(e.Offset)), Is.Ordered.And.Unique);
        foreach (var sender in events.Select(Text).GroupBy(text => text.Split(' ')[0]))
            Assert.That(sender, Is.EqualTo(Enumerable.Range(0, sendsEach * 2).Select(i => $"{sender.Key} {i}")));
    }

    [Test]
    public async Task Reading_can_start_at_any_event()
    {
        using (var log = Open(segmentSize: 30_000))
        {
            for (var i = 0; i < 300; i += 3)
                await Append(log, Long(i), Long(i + 1), Long(i + 2));
        }

        var reopened = Open(segmentSize: 30_000);
        Assert.That(SegmentFiles(), Has.Length.GreaterThan(3));
        for (var from = 0; from < 300; from++)
            Assert.That(Texts(reopened, from, 4), Is.EqualTo(Enumerable.Range(from, Math.Min(4, 300 - from)).Select(Long)));

        static string Long(int i) => $"{i} {new string('x', i * 3)}";
    }

    [Test]
    public async Task A_read_of_large_events_stops_after_a_few_megabytes()
    {
        var log = Open();
        for (var i = 0; i < 10; i++)
            await Append(log, new string('x', 900_000));

        Assert.That(log.Read(0, 10), Has.Count.EqualTo(5), "the fifth event reaches the limit of 4 MiB");
        Assert.That(log.Read(5, 10), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Reading_at_the_end_waits_for_the_next_event()
    {
        var log = Open();
        var partition = new Partition("hub", "0", log);
        await Append(log, "a");

        var reading = partition.ReadAsync(1, 10).AsTask();
        Assert.That(reading.IsCompleted, Is.False);
        await Append(log, "b");

        Assert.That((await reading).Select(Text), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void Waiting_can_be_canceled()
    {
        var partition = new Partition("hub", "0", Open());
        using var cancellation = new CancellationTokenSource();
        var reading = partition.ReadAsync(0, 10, cancellation.Token).AsTask();

        cancellation.Cancel();

        Assert.That(() => reading, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Closing_ends_a_waiting_read()
    {
        var log = Open();
        var reading = new Partition("hub", "0", log).ReadAsync(0, 10).AsTask();

        log.Dispose();

        Assert.That(() => reading, Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("closed"));
    }

    [Test]
    public async Task A_position_beyond_the_end_is_rejected()
    {
        var log = Open();
        var partition = new Partition("flights", "3", log);
        await Append(log, "a");

        Assert.That(
            () => partition.ReadAsync(2, 10).AsTask(),
            Throws.TypeOf<EventHubsException>()
                .With.Message.Contains("sequence number '2' is invalid. The last sequence number in the system is '0'")
                .And.Property(nameof(EventHubsException.Reason)).EqualTo(EventHubsErrorReason.InvalidPosition));
    }

    [Test]
    public async Task Retention_by_size_deletes_the_oldest_segments()
    {
        var log = Open(segmentSize: 1, retentionSize: 340);
        foreach (var text in new[] { "a", "b", "c", "d" })
            await Append(log, text);

        // Each segment has 36 + 44 + 20 + 1 = 101 bytes, so three segments are within the limit.
        Assert.That(log.FirstSequenceNumber, Is.EqualTo(0), "retention has not been applied");
        log.ApplyRetention();

        Assert.That(log.FirstSequenceNumber, Is.EqualTo(1));
        Assert.That(SegmentFiles(), Has.Length.EqualTo(3));
        Assert.That(Texts(log), Is.EqualTo(new[] { "b", "c", "d" }), "reading starts with the oldest remaining event");
        log.Dispose();
        Assert.That(Open().Read(0, 1)[0].SequenceNumber, Is.EqualTo(1));
    }

    [Test]
    public async Task The_age_of_a_segment_is_the_age_of_its_last_event()
    {
        var log = Open(segmentSize: 170, retentionTime: TimeSpan.FromHours(1));
        await Append(log, "a");
        Time.Now += TimeSpan.FromMinutes(30);
        await Append(log, "b"); // The segment has 36 + 65 + 65 bytes.
        await Append(log, "c");

        Time.Now += TimeSpan.FromMinutes(60);
        log.ApplyRetention();
        Assert.That(log.FirstSequenceNumber, Is.EqualTo(0), "the event b is at most an hour old");

        Time.Now += TimeSpan.FromMilliseconds(1);
        log.ApplyRetention();
        Assert.That(log.FirstSequenceNumber, Is.EqualTo(2));
    }

    [Test]
    public async Task The_active_segment_is_never_deleted_by_retention()
    {
        var log = Open(segmentSize: 1, retentionTime: TimeSpan.Zero, retentionSize: 0);
        await Append(log, "a");
        await Append(log, "b");
        Time.Now += TimeSpan.FromDays(1);

        log.ApplyRetention();

        Assert.That(Texts(log), Is.EqualTo(new[] { "b" }));
        await Append(log, "c");
        log.Dispose();
        Assert.That(Open().LastSequenceNumber, Is.EqualTo(2));
    }
}
