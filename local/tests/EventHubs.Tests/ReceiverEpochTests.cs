using LocalEventHubs.Security;

namespace LocalEventHubs.Tests;

/// <summary>
/// Tests receivers with epochs. Event processors all use the epoch 0 and balance their load by replacing each other's receivers.
/// </summary>
internal sealed class ReceiverEpochTests : AmqpTestBase
{
    private const string Source = "flights/ConsumerGroups/$Default/Partitions/0";

    [Test]
    public async Task A_receiver_with_the_same_epoch_replaces_the_current_receiver()
    {
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        Assert.That(await first.AttachReceiverAsync(Source, epoch: 0), Is.Null);

        Assert.That(await second.AttachReceiverAsync(Source, epoch: 0), Is.Null);

        Assert.That(await first.WaitForDetachAsync(), Is.EqualTo("amqp:link:stolen"));
    }

    [Test]
    public async Task A_receiver_with_an_epoch_disconnects_all_receivers_without_an_epoch()
    {
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        await using var owner = await ConnectAsync();
        Assert.That(await first.AttachReceiverAsync(Source), Is.Null);
        Assert.That(await second.AttachReceiverAsync(Source), Is.Null);

        Assert.That(await owner.AttachReceiverAsync(Source, epoch: 0), Is.Null);

        Assert.That(await first.WaitForDetachAsync(), Is.EqualTo("amqp:link:stolen"));
        Assert.That(await second.WaitForDetachAsync(), Is.EqualTo("amqp:link:stolen"));
    }

    [Test]
    public async Task Consumer_groups_do_not_compete()
    {
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        Assert.That(await first.AttachReceiverAsync(Source, epoch: 5), Is.Null);

        Assert.That(await second.AttachReceiverAsync(Source.Replace("$Default", "ingest", StringComparison.Ordinal), epoch: 0), Is.Null);
    }

    [Test]
    public async Task The_epoch_of_a_disconnected_receiver_no_longer_applies()
    {
        await using (var first = await ConnectAsync())
            Assert.That(await first.AttachReceiverAsync(Source, epoch: 5), Is.Null);
        await using var second = await ConnectAsync();

        // The broker detects the closed connection asynchronously.
        var error = await second.AttachReceiverAsync(Source, epoch: 0);
        for (var i = 0; error is not null && i < 1000; i++)
            error = await second.AttachReceiverAsync(Source, epoch: 0);

        Assert.That(error, Is.Null);
    }

    private Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key);
}
