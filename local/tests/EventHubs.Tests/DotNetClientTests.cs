using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using SdkException = Azure.Messaging.EventHubs.EventHubsException;

namespace LocalEventHubs.Tests;

/// <summary>Tests the broker with the official .NET SDK.</summary>
internal sealed class DotNetClientTests : AmqpTestBase
{
    [Test]
    public async Task An_event_is_received_with_everything_that_was_sent()
    {
        var sent = new EventData("hello ü"u8.ToArray()) { ContentType = "text/plain", MessageId = "m-1", CorrelationId = "c-1" };
        sent.Properties["text"] = "Zürich";
        sent.Properties["decimal"] = 79228162514264337593543950335m;
        sent.Properties["guid"] = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        sent.Properties["time"] = new DateTimeOffset(2026, 11, 21, 3, 33, 19, TimeSpan.Zero);
        sent.Properties["span"] = TimeSpan.FromMinutes(3);
        sent.Properties["uri"] = new Uri("https://example.com/a");
        sent.Properties["long"] = long.MinValue;
        sent.GetRawAmqpMessage().MessageAnnotations["x-own"] = 7;
        await using var producer = new EventHubProducerClient(Broker.ConnectionString, Hub);

        await producer.SendAsync([sent], new SendEventOptions { PartitionKey = "mykey" });

        var received = (await ReceiveAsync("3", EventPosition.Earliest, 1)).Single();
        Assert.That(received.EventBody.ToString(), Is.EqualTo("hello ü"));
        Assert.That((received.ContentType, received.MessageId, received.CorrelationId), Is.EqualTo(("text/plain", "m-1", "c-1")));
        Assert.That(received.Properties, Is.EquivalentTo(sent.Properties));
        Assert.That(received.PartitionKey, Is.EqualTo("mykey"), "the hash of mykey selects partition 3 of 4");
        Assert.That((received.SequenceNumber, received.EnqueuedTime), Is.EqualTo((0, Time.Now)));
        Assert.That(received.GetRawAmqpMessage().MessageAnnotations["x-own"], Is.EqualTo(7));

        var stored = (await Broker.GetHub(Hub).GetPartition("3").ReadAsync(0, 1)).Single();
        Assert.That(stored.Properties, Is.EquivalentTo(sent.Properties), "in-process readers receive the same properties");
        Assert.That((stored.ContentType, stored.MessageId, stored.CorrelationId), Is.EqualTo(("text/plain", "m-1", "c-1")));
        Assert.That(Encoding.UTF8.GetString(stored.Body.Span), Is.EqualTo("hello ü"));
    }

    [Test]
    public async Task A_batch_is_stored_contiguously_in_its_partition()
    {
        await using var producer = new EventHubProducerClient(Broker.ConnectionString, Hub);
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionId = "1" });
        while (batch.TryAdd(new EventData(new byte[10_000])))
        {
        }

        await producer.SendAsync(batch);

        Assert.That(batch.MaximumSizeInBytes, Is.EqualTo(1024 * 1024));
        Assert.That(batch.Count, Is.GreaterThan(100));
        Assert.That(Broker.GetHub(Hub).Partitions.Select(p => p.LastSequenceNumber), Is.EqualTo(new[] { -1, batch.Count - 1, -1, -1 }));
    }

    [Test]
    public async Task An_event_of_nearly_a_mebibyte_is_transferred_in_many_frames()
    {
        var body = new byte[1024 * 1024 - 1000];
        new Random(7).NextBytes(body);
        await using var producer = new EventHubProducerClient(Broker.ConnectionString, Hub);

        await producer.SendAsync([new EventData(body)], new SendEventOptions { PartitionId = "0" });

        Assert.That((await ReceiveAsync("0", EventPosition.Earliest, 1)).Single().EventBody.ToArray(), Is.EqualTo(body));
    }

    [Test]
    public async Task The_buffered_producer_and_the_broker_choose_the_same_partition_for_a_key()
    {
        await using (var producer = new EventHubBufferedProducerClient(Broker.ConnectionString, Hub))
        {
            producer.SendEventBatchFailedAsync += failure => throw new AssertionException("A batch failed.", failure.Exception);
            for (var i = 0; i < 40; i++)
            {
                await producer.EnqueueEventAsync(
                    new EventData($"{i}"), new EnqueueEventOptions { PartitionKey = i % 2 == 0 ? "mykey" : "alphabet" });
            }
        }

        // The hash of mykey selects partition 3 of 4, and the hash of alphabet selects partition 2.
        Assert.That(Broker.GetHub(Hub).Partitions.Select(p => p.LastSequenceNumber), Is.EqualTo(new[] { -1, -1, 19, 19 }));
        Assert.That(
            (await ReceiveAsync("3", EventPosition.Earliest, 20)).Select(e => e.EventBody.ToString()),
            Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"{2 * i}")));
    }

    [Test]
    public async Task Reading_starts_at_any_position_inclusive_or_exclusive()
    {
        var noon = Time.Now;
        await SendAsync("0", "a");
        Time.Now = noon.AddSeconds(1);
        await SendAsync("0", "b", "c");
        Time.Now = noon.AddSeconds(2);
        await SendAsync("0", "d");
        var stored = await Broker.GetHub(Hub).GetPartition("0").ReadAsync(0, 10);

        async Task<string> FromAsync(EventPosition position, int count) =>
            string.Concat((await ReceiveAsync("0", position, count)).Select(e => e.EventBody.ToString()));

        Assert.Multiple(async () =>
        {
            Assert.That(await FromAsync(EventPosition.Earliest, 4), Is.EqualTo("abcd"));
            Assert.That(await FromAsync(EventPosition.FromSequenceNumber(1, isInclusive: false), 2), Is.EqualTo("cd"));
            Assert.That(await FromAsync(EventPosition.FromSequenceNumber(1, isInclusive: true), 3), Is.EqualTo("bcd"));
            Assert.That(await FromAsync(EventPosition.FromOffset(stored[1].Offset, isInclusive: false), 2), Is.EqualTo("cd"));
            Assert.That(await FromAsync(EventPosition.FromOffset(stored[1].Offset, isInclusive: true), 3), Is.EqualTo("bcd"));
            Assert.That(await FromAsync(EventPosition.FromEnqueuedTime(noon.AddMilliseconds(500)), 3), Is.EqualTo("bcd"));
            Assert.That(await FromAsync(EventPosition.FromEnqueuedTime(noon.AddDays(-1)), 4), Is.EqualTo("abcd"));
        });
    }

    [Test]
    public async Task A_receiver_at_the_latest_position_receives_only_later_events()
    {
        await SendAsync("0", "before");
        await using var receiver = Receiver("0", EventPosition.Latest);
        Assert.That(await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(50)), Is.Empty, "connects");

        var receiving = receiver.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30));
        await SendAsync("0", "after");

        Assert.That((await receiving).Single().EventBody.ToString(), Is.EqualTo("after"));
    }

    // With a prefetch count of 1, an event takes about 20 ms, so this case uses fewer events.
    [TestCase(0, 10)]
    [TestCase(1, 2)]
    [TestCase(300, 10)]
    public async Task A_partition_receiver_receives_each_event_once_with_any_prefetch_count(int prefetch, int batches)
    {
        for (var i = 0; i < batches; i++)
            await SendAsync("2", [.. Enumerable.Range(100 * i, 100).Select(n => $"{n}")]);
        await using var receiver = Receiver("2", EventPosition.Earliest, new PartitionReceiverOptions { PrefetchCount = prefetch });

        var received = new List<string>();
        while (received.Count < 100 * batches)
            received.AddRange((await receiver.ReceiveBatchAsync(64, TimeSpan.FromSeconds(30))).Select(e => e.EventBody.ToString()));

        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 100 * batches).Select(n => $"{n}")));
    }

    [Test]
    public async Task A_receiver_that_tracks_the_last_enqueued_event_receives_its_properties()
    {
        await SendAsync("0", "a", "b", "c");
        await using var receiver = Receiver(
            "0", EventPosition.Earliest, new PartitionReceiverOptions { TrackLastEnqueuedEventProperties = true });

        await receiver.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30));

        var last = receiver.ReadLastEnqueuedEventProperties();
        var stored = (await Broker.GetHub(Hub).GetPartition("0").ReadAsync(2, 1)).Single();
        Assert.That((last.SequenceNumber, last.OffsetString, last.EnqueuedTime), Is.EqualTo((2L, stored.Offset, stored.EnqueuedTime)));
    }

    [Test]
    public async Task Properties_of_hub_and_partition_are_returned()
    {
        await SendAsync("1", "a", "b");
        await using var consumer = new EventHubConsumerClient("$Default", Broker.ConnectionString, Hub);

        var hub = await consumer.GetEventHubPropertiesAsync();
        var full = await consumer.GetPartitionPropertiesAsync("1");
        var empty = await consumer.GetPartitionPropertiesAsync("0");

        Assert.That((hub.Name, hub.CreatedOn), Is.EqualTo((Hub, Time.Now)));
        Assert.That(hub.PartitionIds, Is.EqualTo(new[] { "0", "1", "2", "3" }));
        Assert.That((full.IsEmpty, full.BeginningSequenceNumber, full.LastEnqueuedSequenceNumber), Is.EqualTo((false, 0, 1)));
        Assert.That((empty.IsEmpty, empty.LastEnqueuedSequenceNumber), Is.EqualTo((true, -1)));
    }

    [Test]
    public void A_missing_hub_partition_or_group_is_named_in_the_error()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SendToAsync("nope", null), NotFound("'nope'"));
            Assert.That(() => SendToAsync(Hub, "9"),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("between 0 and 3"));
            Assert.That(() => ReceiveAsync("0", EventPosition.Earliest, 1, group: "nope"), NotFound("'nope'"));
            Assert.That(() => ReceiveAsync("9", EventPosition.Earliest, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });

        static NUnit.Framework.Constraints.IResolveConstraint NotFound(string name) => Throws.TypeOf<SdkException>()
            .With.Property(nameof(SdkException.Reason)).EqualTo(SdkException.FailureReason.ResourceNotFound).And.Message.Contains(name);
    }

    [Test]
    public async Task A_position_beyond_the_end_is_rejected_with_the_last_position()
    {
        await SendAsync("0", "a");

        Assert.Multiple(() =>
        {
            Assert.That(
                () => ReceiveAsync("0", EventPosition.FromSequenceNumber(5), 1),
                Throws.ArgumentException.With.Message.Contains(
                    "sequence number '5' is invalid. The last sequence number in the system is '0'"));
            Assert.That(
                () => ReceiveAsync("0", EventPosition.FromOffset("99999"), 1),
                Throws.ArgumentException.With.Message.Contains("offset '99999' is invalid. The last offset in the system is '80'"));
        });
    }

    [Test]
    public void A_wrong_key_is_unauthorized()
    {
        var connectionString = Broker.ConnectionString.Replace("SAS_KEY_VALUE", "another", StringComparison.Ordinal);

        Assert.Multiple(() =>
        {
            Assert.That(() => SendToAsync(Hub, "0", connectionString),
                Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("InvalidSignature"));
            Assert.That(
                async () =>
                {
                    var options = new EventHubProducerClientOptions { RetryOptions = NoRetries };
                    await using var client = new EventHubProducerClient(connectionString, Hub, options);
                    await client.GetPartitionIdsAsync();
                },
                Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("InvalidSignature"));
        });
    }

    [Test]
    public async Task A_receiver_with_a_higher_epoch_replaces_the_current_receiver()
    {
        await SendAsync("0", "a", "b");
        await using var first = Receiver("0", EventPosition.Earliest, new PartitionReceiverOptions { OwnerLevel = 1 });
        Assert.That(await first.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30)), Has.Exactly(1).Items);
        await using var second = Receiver("0", EventPosition.Earliest, new PartitionReceiverOptions { OwnerLevel = 2 });
        Assert.That(await second.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30)), Has.Exactly(1).Items);

        await using var lower = Receiver("0", EventPosition.Earliest, new PartitionReceiverOptions { OwnerLevel = 0 });
        await using var none = Receiver("0", EventPosition.Earliest);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await DrainAsync(first), Disconnected(), "the second receiver has a higher owner level");
            Assert.That(async () => await DrainAsync(lower), Disconnected());
            Assert.That(async () => await DrainAsync(none), Disconnected());
        });

        static NUnit.Framework.Constraints.IResolveConstraint Disconnected() => Throws.TypeOf<SdkException>()
            .With.Property(nameof(SdkException.Reason)).EqualTo(SdkException.FailureReason.ConsumerDisconnected);
    }

    [Test]
    public async Task The_sixth_receiver_without_an_epoch_is_rejected()
    {
        await SendAsync("0", "a");
        var receivers = Enumerable.Range(0, 6).Select(_ => Receiver("0", EventPosition.Earliest)).ToList();
        try
        {
            foreach (var receiver in receivers.Take(5))
                Assert.That(await receiver.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30)), Has.Exactly(1).Items);

            Assert.That(
                async () => await DrainAsync(receivers[5]),
                Throws.TypeOf<SdkException>().With.Property(nameof(SdkException.Reason)).EqualTo(SdkException.FailureReason.QuotaExceeded));
        }
        finally
        {
            foreach (var receiver in receivers)
                await receiver.DisposeAsync();
        }
    }

    [TestCase("localhost")]
    [TestCase("[::1]")]
    public async Task Both_loopback_addresses_are_served(string host)
    {
        if (host == "[::1]" && !System.Net.Sockets.Socket.OSSupportsIPv6)
            Assert.Ignore("This machine has no IPv6.");

        await SendToAsync(Hub, "0", Broker.ConnectionString.Replace("127.0.0.1", host, StringComparison.Ordinal));

        Assert.That(Broker.GetHub(Hub).GetPartition("0").LastSequenceNumber, Is.Zero);
    }

    /// <summary>Receives until an error occurs. A disconnected receiver reports the error in a later call.</summary>
    private static async Task DrainAsync(PartitionReceiver receiver)
    {
        for (var i = 0; i < 20; i++)
            await receiver.ReceiveBatchAsync(10, TimeSpan.FromSeconds(1));
    }
}
