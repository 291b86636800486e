using System.Net;
using System.Net.Sockets;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;

namespace LocalEventHubs.Tests;

internal sealed class EventHubBrokerTests : BrokerTestBase
{
    [Test]
    public async Task After_a_restart_all_events_are_present_and_numbering_continues()
    {
        await using (var broker = await StartAsync())
            await broker.GetHub("flights").SendAsync([new("a"u8.ToArray()), new("b"u8.ToArray())], partitionId: "1");

        var partition = (await StartAsync()).GetHub("flights").GetPartition("1");

        Assert.That((await partition.ReadAsync(0, 10)).Select(e => e.SequenceNumber), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(partition.LastSequenceNumber, Is.EqualTo(1));
        Assert.That(partition.LastEnqueuedTime, Is.EqualTo(Time.Now));
    }

    [Test]
    public async Task Disposing_a_broker_again_has_no_effect()
    {
        var broker = await StartAsync();
        await broker.GetHub("flights").SendAsync([new("a"u8.ToArray())], partitionId: "1");
        await broker.DisposeAsync();

        await broker.DisposeAsync();

        Assert.That((await StartAsync()).GetHub("flights").GetPartition("1").LastSequenceNumber, Is.Zero);
    }

    [Test]
    public async Task A_partition_count_that_differs_from_the_stored_count_is_rejected()
    {
        await (await StartAsync()).DisposeAsync();

        Assert.That(
            () => StartAsync(Options(new EventHubDefinition("Flights", 8, []))),
            Throws.TypeOf<EventHubsException>()
                .With.Property(nameof(EventHubsException.Reason)).EqualTo(EventHubsErrorReason.ConfigurationConflict)
                .And.Message.Contains("configured with 8 partitions").And.Message.Contains("has 4").And.Message.Contains(Folder));
        Assert.That((await StartAsync()).GetHub("flights").Partitions, Has.Count.EqualTo(4), "the rejected configuration has no effect");
    }

    [TestCase("", 1)]
    [TestCase("a/b", 1)]
    [TestCase("..", 1)]
    [TestCase("-a", 1)]
    [TestCase("a b", 1)]
    [TestCase("fine", 0)]
    [TestCase("fine", 1025)]
    public void An_invalid_hub_is_rejected(string name, int partitionCount) =>
        Assert.That(
            () => StartAsync(Options(new EventHubDefinition(name, partitionCount, []))),
            Throws.TypeOf<EventHubsException>()
                .With.Property(nameof(EventHubsException.Reason)).EqualTo(EventHubsErrorReason.InvalidArgument)
                .And.Message.Contains($"'{name}'"));

    [Test]
    public void A_hub_that_is_configured_twice_is_rejected() =>
        Assert.That(
            () => StartAsync(Options(new EventHubDefinition("a", 1, []), new EventHubDefinition("A", 1, []))),
            Throws.TypeOf<EventHubsException>().With.Message.Contains("'A' is configured twice"));

    [Test]
    public async Task A_data_folder_has_at_most_one_broker()
    {
        await StartAsync();

        Assert.That(() => StartAsync(), Throws.TypeOf<IOException>().With.Message.Contains("in use by another broker"));
    }

    [Test]
    public async Task A_broker_that_fails_to_start_releases_the_folder()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.That(() => StartAsync(Options() with { Port = port }), Throws.TypeOf<IOException>().With.Message.Contains($"{port}"));
        await StartAsync();
    }

    [Test]
    public async Task A_fixed_port_serves_localhost()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var broker = await StartAsync(Options() with { Port = port });

        Assert.That(broker.Endpoint, Is.EqualTo(new Uri($"http://127.0.0.1:{port}/")));
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync($"http://127.0.0.1:{port}/"), Does.Contain("flights"));
        Assert.That(await http.GetStringAsync($"http://localhost:{port}/"), Does.Contain("flights"));
    }

    [Test]
    public async Task The_connection_string_is_an_emulator_connection_string()
    {
        var broker = await StartAsync();

        Assert.That(
            broker.ConnectionString,
            Is.EqualTo(
                $"Endpoint=sb://127.0.0.1:{broker.AmqpEndpoint.Port};SharedAccessKeyName=RootManageSharedAccessKey;"
                + "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;"));
    }
}
