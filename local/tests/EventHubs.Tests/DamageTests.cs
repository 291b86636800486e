using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;
using LocalEventHubs.Storage;

namespace LocalEventHubs.Tests;

/// <summary>
/// Damages files in the data folder by flipping a bit or truncating the file. The broker must start with all events, or fail to start with
/// an error about the file.
/// </summary>
internal sealed class DamageTests : BrokerTestBase
{
    private const string Target = "damaged folders of the broker";

    private static readonly EventHubBrokerOptions Small = new() { DataDirectory = "", MaxSegmentSize = 2000 };

    [Test]
    public Task No_acknowledged_event_is_lost_silently() => AttackAsync(new LongForm(Target, 60, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task No_acknowledged_event_is_lost_silently_in_many_cases() => AttackAsync(LongForm.OfCases(Target));

    private async Task AttackAsync(LongForm form)
    {
        var random = new Random(form.Seed);
        var rejected = 0;
        while (form.TryNext())
        {
            var i = form.Sent;
            var folder = Path.Combine(Folder, $"{i}");
            var sent = await WriteAsync(folder);
            var damage = Damage(random, folder);

            switch (await ReadAsync(folder))
            {
                case (null, var events, var checkpoint):
                    Assert.That(events, Is.EqualTo(sent), $"case {i}: {damage.Text}");
                    Assert.That(checkpoint, Is.EqualTo(Position), $"case {i}: {damage.Text}");
                    break;
                case (var error, _, _):
                    Assert.That(error, Does.Contain(damage.File), $"case {i}: {damage.Text}");
                    rejected++;
                    break;
            }

            Directory.Delete(folder, recursive: true);
        }

        Assert.That(rejected, Is.GreaterThan(form.Sent / 4));
        form.Report(LongForm.Counts<string>(
            [new("recovered with every event", form.Sent - rejected), new("starts rejected with the file's name", rejected)]));
    }

    [Test]
    public async Task After_the_mark_is_deleted_a_lost_tail_is_accepted_and_the_checkpoint_moves_back()
    {
        var folder = Path.Combine(Folder, "hub");
        var sent = await WriteAsync(folder);
        var partition = Path.Combine(folder, "hubs", "flights", "partitions", "0");
        var last = Directory.GetFiles(partition, "*.log").Order().Last();
        await using (var file = File.OpenWrite(last))
            file.SetLength(file.Length - 1);
        Assert.That((await ReadAsync(folder)).Error, Does.Contain(CommitMark.FileName));

        File.Delete(Path.Combine(partition, CommitMark.FileName));
        var (error, events, _) = await ReadAsync(folder);

        Assert.That(error, Is.Null);
        Assert.That(events, Is.EqualTo(sent.Take(events.Count)));
        Assert.That(events, Has.Count.LessThan(sent.Count));

        await using var broker = await EventHubBroker.StartAsync(With(folder));
        var hub = broker.GetHub("flights");
        Assert.That(hub.GetConsumerGroup("ingest").EventsWaiting(hub.Partitions[0]), Is.Zero);
        await hub.SendAsync([new EventToSend("new"u8.ToArray())], partitionId: "0");
        Assert.That(hub.GetConsumerGroup("ingest").EventsWaiting(hub.Partitions[0]), Is.EqualTo(1), "the new event is not skipped");
    }

    [Test]
    public async Task Only_the_owner_can_read_the_data_folder()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no file modes.");
            return;
        }

        await StartAsync(Options());

        Assert.That(
            File.GetUnixFileMode(Folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    private EventHubBrokerOptions With(string folder) =>
        Small with { DataDirectory = folder, Hubs = [new EventHubDefinition("flights", 1, ["ingest"])], TimeProvider = Time };

    private async Task<List<string>> WriteAsync(string folder)
    {
        await using var broker = await EventHubBroker.StartAsync(With(folder));
        var hub = broker.GetHub("flights");
        for (var i = 0; i < 30; i++)
            await hub.SendAsync([new EventToSend(System.Text.Encoding.UTF8.GetBytes($"event {i}"))], i % 2 == 0 ? "key" : null, "0");
        await hub.GetConsumerGroup("ingest").UpdateCheckpointAsync("0", new Checkpoint("80", Position));
        return [.. Enumerable.Range(0, 30).Select(i => $"event {i}")];
    }

    private const long Position = 29;

    private async Task<(string? Error, List<string> Events, long? Checkpoint)> ReadAsync(string folder)
    {
        try
        {
            await using var broker = await EventHubBroker.StartAsync(With(folder));
            var hub = broker.GetHub("flights");
            var events = (await ReadAllAsync(hub)).Select(e => System.Text.Encoding.UTF8.GetString(e.Event.Body.Span)).ToList();
            return (null, events, hub.GetConsumerGroup("ingest").GetCheckpoint("0")?.SequenceNumber);
        }
        catch (CorruptDataException e)
        {
            return (e.Message, [], null);
        }
    }

    private static (string File, string Text) Damage(Random random, string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0)
            .Order().ToList();
        var path = files[random.Next(files.Count)];
        var bytes = File.ReadAllBytes(path);
        var position = random.Next(bytes.Length);
        if (random.Next(2) == 0)
        {
            bytes[position] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            return (Path.GetFileName(path), $"a bit of byte {position} of {path} flipped");
        }

        File.WriteAllBytes(path, bytes[..position]);
        return (Path.GetFileName(path), $"{path} cut at byte {position} of {bytes.Length}");
    }
}
