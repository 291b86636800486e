using LocalEventHubs.Errors;
using LocalEventHubs.Messages;
using LocalEventHubs.Storage;

namespace LocalEventHubs.Tests;

internal sealed class ConsumerGroupTests : BrokerTestBase
{
    private string CheckpointPath => Path.Combine(Folder, "hubs", "flights", "checkpoints", "ingest", "2.json");

    [Test]
    public async Task A_checkpoint_survives_a_restart()
    {
        await using (var broker = await StartAsync())
        {
            await SendAsync(broker, 70);
            var group = broker.GetHub("flights").GetConsumerGroup("ingest");
            Assert.That(group.GetCheckpoint("2"), Is.Null);
            await group.UpdateCheckpointAsync("2", new Checkpoint("1234", 56));
            await group.UpdateCheckpointAsync("2", new Checkpoint("2234", 66));
        }

        var hub = (await StartAsync()).GetHub("flights");
        Assert.That(hub.GetConsumerGroup("ingest").GetCheckpoint("2"), Is.EqualTo(new Checkpoint("2234", 66)));
        Assert.That(hub.GetConsumerGroup("ingest").GetCheckpoint("1"), Is.Null, "partitions have separate checkpoints");
        Assert.That(hub.GetConsumerGroup("$Default").GetCheckpoint("2"), Is.Null, "groups have separate checkpoints");
    }

    [Test]
    public async Task A_checkpoint_can_be_moved_back()
    {
        var group = (await StartAsync()).GetHub("flights").GetConsumerGroup("ingest");
        await group.UpdateCheckpointAsync("0", new Checkpoint("2234", 66));

        await group.UpdateCheckpointAsync("0", new Checkpoint("80", 0));

        Assert.That(group.GetCheckpoint("0"), Is.EqualTo(new Checkpoint("80", 0)));
    }

    [Test]
    public async Task A_failed_write_leaves_the_previous_checkpoint()
    {
        var disk = new FailingDisk();
        await using (var broker = await StartAsync(disk: disk))
        {
            await SendAsync(broker, 5);
            var group = broker.GetHub("flights").GetConsumerGroup("ingest");
            await group.UpdateCheckpointAsync("2", new Checkpoint("10", 1));

            disk.RoomLeft = 7;
            Assert.That(() => group.UpdateCheckpointAsync("2", new Checkpoint("20", 2)).AsTask(), Throws.TypeOf<IOException>());
            disk.RoomLeft = null;
            disk.FailFlush = true;
            Assert.That(() => group.UpdateCheckpointAsync("2", new Checkpoint("30", 3)).AsTask(), Throws.TypeOf<IOException>());

            Assert.That(group.GetCheckpoint("2"), Is.EqualTo(new Checkpoint("10", 1)));
        }

        var restarted = (await StartAsync()).GetHub("flights").GetConsumerGroup("ingest");
        Assert.That(restarted.GetCheckpoint("2"), Is.EqualTo(new Checkpoint("10", 1)));
        await restarted.UpdateCheckpointAsync("2", new Checkpoint("40", 4));
        Assert.That(restarted.GetCheckpoint("2"), Is.EqualTo(new Checkpoint("40", 4)));
    }

    [TestCase("")]
    [TestCase("{\"offset\":\"10\"")]
    [TestCase("{\"offset\":\"10\"}")]
    [TestCase("null")]
    public async Task An_unreadable_checkpoint_is_an_error_that_names_the_file(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CheckpointPath)!);
        await File.WriteAllTextAsync(CheckpointPath, content);

        Assert.That(() => StartAsync(), Throws.TypeOf<CorruptDataException>().With.Message.Contains(CheckpointPath));
    }

    [Test]
    public async Task After_concurrent_updates_the_file_contains_one_complete_checkpoint()
    {
        var group = (await StartAsync()).GetHub("flights").GetConsumerGroup("ingest");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => group.UpdateCheckpointAsync("2", new Checkpoint($"{i}000", i)).AsTask()));

        var checkpoint = group.GetCheckpoint("2")!;
        Assert.That(checkpoint.Offset, Is.EqualTo($"{checkpoint.SequenceNumber}000"));
        Assert.That(
            await File.ReadAllTextAsync(CheckpointPath),
            Does.StartWith($$"""{"offset":"{{checkpoint.Offset}}","sequenceNumber":{{checkpoint.SequenceNumber}}}""" + "\ncrc32c:"));
    }

    [Test]
    public async Task A_checkpoint_of_an_older_version_without_a_checksum_is_read()
    {
        await using (var broker = await StartAsync())
            await SendAsync(broker, 5);
        Directory.CreateDirectory(Path.GetDirectoryName(CheckpointPath)!);
        await File.WriteAllTextAsync(CheckpointPath, """{"offset":"10","sequenceNumber":3}""");

        var group = (await StartAsync()).GetHub("flights").GetConsumerGroup("ingest");

        Assert.That(group.GetCheckpoint("2"), Is.EqualTo(new Checkpoint("10", 3)));
    }

    [Test]
    public async Task A_checkpoint_beyond_the_end_is_moved_to_the_end()
    {
        await using (var broker = await StartAsync())
            await SendAsync(broker, 1);
        Directory.CreateDirectory(Path.GetDirectoryName(CheckpointPath)!);
        await File.WriteAllTextAsync(CheckpointPath, """{"offset":"1000","sequenceNumber":30}""");

        var hub = (await StartAsync()).GetHub("flights");

        Assert.That(hub.GetConsumerGroup("ingest").GetCheckpoint("2"), Is.EqualTo(new Checkpoint("80", 0)));
    }

    private static ValueTask SendAsync(EventHubBroker broker, int count) =>
        broker.GetHub("flights").SendAsync([.. Enumerable.Repeat(new EventToSend("x"u8.ToArray()), count)], partitionId: "2");
}
