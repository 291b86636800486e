using System.Text;
using LocalEventHubs.Errors;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

internal sealed class EventHubTests : BrokerTestBase
{
    private static EventToSend Event(string text) => new(Encoding.UTF8.GetBytes(text));

    [Test]
    public async Task The_hash_of_the_partition_key_determines_the_partition()
    {
        var hub = (await StartAsync()).GetHub("flights");

        await hub.SendAsync([Event("x")], partitionKey: "mykey");
        await hub.SendAsync([Event("y"), Event("z")], partitionKey: "mykey");
        await hub.SendAsync([Event("w")], partitionKey: "alphabet");

        // The hash of mykey selects partition 3 of 4, and the hash of alphabet selects partition 2.
        Assert.That(hub.Partitions.Select(p => p.LastSequenceNumber), Is.EqualTo(new[] { -1, -1, 0, 2 }));
        Assert.That((await ReadAllAsync(hub)).Select(e => e.Event.PartitionKey),
            Is.EqualTo(new[] { "alphabet", "mykey", "mykey", "mykey" }));
    }

    [Test]
    public async Task Without_a_key_sends_are_distributed_round_robin()
    {
        var hub = (await StartAsync()).GetHub("flights");

        for (var i = 0; i < 6; i++)
            await hub.SendAsync([Event("a"), Event("b")]);

        Assert.That(hub.Partitions.Select(p => p.LastSequenceNumber), Is.EqualTo(new[] { 3, 3, 1, 1 }));
    }

    [Test]
    public async Task An_explicit_partition_takes_precedence_over_the_key()
    {
        var hub = (await StartAsync()).GetHub("flights");

        await hub.SendAsync([Event("a")], partitionKey: "mykey", partitionId: "0");

        Assert.That(hub.Partitions.Select(p => p.LastSequenceNumber), Is.EqualTo(new[] { 0, -1, -1, -1 }));
    }

    [Test]
    public async Task An_empty_send_stores_nothing()
    {
        var hub = (await StartAsync()).GetHub("flights");

        await hub.SendAsync([]);

        Assert.That(hub.Partitions.Select(p => p.LastSequenceNumber), Is.All.EqualTo(-1));
    }

    [TestCase(1024 * 1024, TestName = "A_body_over_the_limit_is_rejected_as_a_whole")]
    [TestCase((1024 * 1024) - 3, TestName = "A_body_that_exceeds_the_limit_by_its_length_fields_is_rejected")]
    public async Task A_send_over_the_limit_is_rejected_as_a_whole(int bodyLength)
    {
        var hub = (await StartAsync()).GetHub("flights");

        Assert.That(
            () => hub.SendAsync([Event(""), new EventToSend(new byte[bodyLength])]).AsTask(),
            Throws.TypeOf<EventHubsException>()
                .With.Property(nameof(EventHubsException.Reason)).EqualTo(EventHubsErrorReason.MessageSizeExceeded)
                .And.Message.Contains("1048576"));
        Assert.That(hub.Partitions.Select(p => p.LastSequenceNumber), Is.All.EqualTo(-1));
    }

    [Test]
    public async Task A_missing_hub_partition_or_group_is_an_error_that_lists_the_existing_names()
    {
        var broker = await StartAsync();
        var hub = broker.GetHub("FLIGHTS");

        Assert.That(() => broker.GetHub("nope"), NotFound("'nope'", "flights"));
        Assert.That(() => hub.GetPartition("4"), PartitionNotFound("'4'", "between 0 and 3"));
        Assert.That(() => hub.GetPartition("00"), PartitionNotFound("'00'", "between 0 and 3"));
        Assert.That(() => hub.SendAsync([Event("x")], partitionId: "-1").AsTask(), PartitionNotFound("'-1'", "between 0 and 3"));
        Assert.That(() => hub.GetConsumerGroup("nope"), NotFound("'nope'", "$Default, ingest"));
        Assert.That(() => hub.GetConsumerGroup("INGEST").GetCheckpoint("9"), PartitionNotFound("'9'", "between 0 and 3"));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint NotFound(string what, string hint) =>
        Rejected(EventHubsErrorReason.NotFound, what, hint);

    private static NUnit.Framework.Constraints.IResolveConstraint PartitionNotFound(string what, string hint) =>
        Rejected(EventHubsErrorReason.PartitionNotFound, what, hint);

    private static NUnit.Framework.Constraints.IResolveConstraint Rejected(EventHubsErrorReason reason, string what, string hint) =>
        Throws.TypeOf<EventHubsException>()
            .With.Property(nameof(EventHubsException.Reason)).EqualTo(reason)
            .And.Message.Contains(what).And.Message.Contains(hint);
}
