using System.Net;
using System.Net.Sockets;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalEventHubs.Configuration;

namespace LocalEventHubs.Tests;

internal sealed class KilledBrokerTests : BrokerTestBase
{
    [TestCase(20)]
    public async Task A_publisher_that_reconnects_loses_nothing_that_was_acknowledged(int kills)
    {
        var config = Path.Combine(Folder, "Config.json");
        await File.WriteAllTextAsync(
            config, """{"UserConfig":{"NamespaceConfig":[{"Entities":[{"Name":"flights","PartitionCount":2}]}]}}""");
        var data = Path.Combine(Folder, "data");
        var port = FreePort();
        using var stopping = new CancellationTokenSource();
        var acknowledged = new List<string>();
        Task? publishing = null;
        for (var kill = 0; kill <= kills; kill++)
        {
            using var broker = await BrokerProcess.StartAsync(data, config, port);
            publishing ??= PublishAsync(broker.ConnectionString, acknowledged, stopping.Token);
            await WaitForMoreAsync(acknowledged, publishing);
            await broker.KillAsync();
        }

        await stopping.CancelAsync();
        await publishing!;

        var options = new EventHubBrokerOptions { DataDirectory = data, Hubs = [new EventHubDefinition("flights", 2, [])] };
        var stored = (await ReadAllAsync((await StartAsync(options)).GetHub("flights")))
            .Select(e => System.Text.Encoding.UTF8.GetString(e.Event.Body.Span)).ToHashSet();
        Assert.That(acknowledged, Has.Count.GreaterThan(kills));
        Assert.That(acknowledged.Where(text => !stored.Contains(text)), Is.Empty);
    }

    /// <summary>An ordinary client that retries until its batch is acknowledged.</summary>
    private static async Task PublishAsync(string connectionString, List<string> acknowledged, CancellationToken stopping)
    {
        var options = new EventHubProducerClientOptions
        {
            RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0, TryTimeout = TimeSpan.FromSeconds(10) },
        };
        await using var producer = new EventHubProducerClient(connectionString, "flights", options);
        for (var i = 0; !stopping.IsCancellationRequested;)
        {
            string[] texts = [$"{i}:a", $"{i}:b"];
            try
            {
                await producer.SendAsync(texts.Select(text => new EventData(text)), stopping);
                lock (acknowledged)
                    acknowledged.AddRange(texts);
                i++;
            }
            catch (Exception e) when (
                e is Azure.Messaging.EventHubs.EventHubsException or SocketException or OperationCanceledException or IOException)
            {
                // Not acknowledged: it is sent again, as the same events.
            }
        }
    }

    private static async Task WaitForMoreAsync(List<string> acknowledged, Task publishing)
    {
        int Count()
        {
            lock (acknowledged)
                return acknowledged.Count;
        }

        var before = Count();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var i = 0; Count() < before + 20; i++)
        {
            Assert.That(publishing.IsCompleted, Is.False);
            Assert.That(i, Is.LessThan(6000), "nothing is acknowledged");
            await timer.WaitForNextTickAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
