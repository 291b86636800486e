using Azure.Messaging.EventHubs.Consumer;

namespace LocalEventHubs.Tests;

/// <summary>Tests the consumer client of the official .NET SDK, which reads one event at a time.</summary>
internal sealed class ConsumerClientTests : AmqpTestBase
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(2));

    [OneTimeTearDown]
    public void Release() => _timeout.Dispose();

    [Test]
    public async Task All_partitions_are_read_from_the_beginning_in_partition_order()
    {
        for (var partition = 0; partition < 4; partition++)
            await SendAsync($"{partition}", [.. Texts(partition, 25)]);
        await using var consumer = Consumer();

        var read = new List<(string Partition, string Text)>();
        await foreach (var one in consumer.ReadEventsAsync(startReadingAtEarliestEvent: true).WithCancellation(_timeout.Token))
        {
            read.Add((one.Partition.PartitionId, one.Data.EventBody.ToString()));
            if (read.Count == 100)
                break;
        }

        for (var partition = 0; partition < 4; partition++)
        {
            var texts = read.Where(one => one.Partition == $"{partition}").Select(one => one.Text);
            Assert.That(texts, Is.EqualTo(Texts(partition, 25)), $"partition {partition}");
        }
    }

    [Test]
    public async Task Reading_from_the_end_returns_only_later_events()
    {
        await SendAsync("1", "before");
        await using var consumer = Consumer();

        // The consumer connects at the first read, so the test sends events until the consumer receives an event.
        using var isRead = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; !isRead.IsCancellationRequested; i++)
                await SendAsync("1", $"after {i}");
        });
        PartitionEvent first = default;
        await foreach (var one in consumer.ReadEventsAsync(startReadingAtEarliestEvent: false).WithCancellation(_timeout.Token))
        {
            first = one;
            break;
        }

        await isRead.CancelAsync();
        await sending;
        Assert.That(first.Partition.PartitionId, Is.EqualTo("1"));
        Assert.That(first.Data.EventBody.ToString(), Does.StartWith("after "));
        Assert.That(first.Data.SequenceNumber, Is.Positive);
    }

    [Test]
    public async Task A_partition_is_read_from_a_position_and_reports_its_last_event()
    {
        await SendAsync("2", [.. Texts(2, 10)]);
        await SendAsync("3", "another partition");
        await using var consumer = Consumer("ingest");
        var options = new ReadEventOptions { TrackLastEnqueuedEventProperties = true };

        var read = new List<PartitionEvent>();
        await foreach (var one in consumer.ReadEventsFromPartitionAsync(
            "2", EventPosition.FromSequenceNumber(3, isInclusive: false), options, _timeout.Token))
        {
            read.Add(one);
            if (read.Count == 6)
                break;
        }

        var last = read[^1].Partition.ReadLastEnqueuedEventProperties();
        Assert.That(read.Select(one => one.Data.EventBody.ToString()), Is.EqualTo(Texts(2, 10).Skip(4)));
        Assert.That(read.Select(one => one.Data.SequenceNumber), Is.EqualTo(new long[] { 4, 5, 6, 7, 8, 9 }));
        Assert.That(read.Select(one => one.Partition.PartitionId), Is.All.EqualTo("2"));
        Assert.That((last.SequenceNumber, last.EnqueuedTime), Is.EqualTo((9L, Time.Now)));
    }

    [Test]
    public async Task A_read_with_a_maximum_wait_returns_without_an_event_at_the_end_of_the_partition()
    {
        await SendAsync("0", "only");
        await using var consumer = Consumer();
        var options = new ReadEventOptions { MaximumWaitTime = TimeSpan.FromMilliseconds(50) };

        var texts = new List<string>();
        await foreach (var one in consumer.ReadEventsFromPartitionAsync("0", EventPosition.Earliest, options, _timeout.Token))
        {
            if (one.Data is { } data)
                texts.Add(data.EventBody.ToString());
            else if (texts.Count > 0)
                break;
        }

        Assert.That(texts, Is.EqualTo(new[] { "only" }));
    }

    private static IEnumerable<string> Texts(int partition, int count) => Enumerable.Range(0, count).Select(i => $"{partition}:{i}");

    private EventHubConsumerClient Consumer(string group = "$Default") =>
        new(group, Broker.ConnectionString, Hub, new EventHubConsumerClientOptions { RetryOptions = NoRetries });
}
