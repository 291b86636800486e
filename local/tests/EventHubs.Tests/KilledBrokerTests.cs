using LocalEventHubs.Configuration;

namespace LocalEventHubs.Tests;

internal sealed class KilledBrokerTests : BrokerTestBase
{
    [TestCase(20)]
    public async Task A_reconnecting_publisher_loses_no_acknowledged_event(int kills)
    {
        var config = Path.Combine(Folder, "Config.json");
        await File.WriteAllTextAsync(
            config, """{"UserConfig":{"NamespaceConfig":[{"Entities":[{"Name":"flights","PartitionCount":2}]}]}}""");
        var data = Path.Combine(Folder, "data");
        var port = TcpPort.FindFree();
        ReconnectingPublisher? publisher = null;
        for (var kill = 0; kill <= kills; kill++)
        {
            using var broker = await BrokerProcess.StartAsync(data, config, port);
            publisher ??= new ReconnectingPublisher(broker.ConnectionString, "flights", i => [$"{i}:a", $"{i}:b"]);
            await publisher.WaitForMoreAsync(20);
            await broker.KillAsync();
        }

        await publisher!.DisposeAsync();

        var options = new EventHubBrokerOptions { DataDirectory = data, Hubs = [new EventHubDefinition("flights", 2, [])] };
        var stored = (await ReadAllAsync((await StartAsync(options)).GetHub("flights")))
            .Select(e => System.Text.Encoding.UTF8.GetString(e.Event.Body.Span)).ToHashSet();
        Assert.That(publisher.Acknowledged, Has.Count.GreaterThan(kills));
        Assert.That(publisher.Acknowledged.Where(text => !stored.Contains(text)), Is.Empty);
    }
}
