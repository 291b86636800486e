using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using LocalEventHubs.Configuration;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

/// <summary>The base class for tests with a broker, a hub with four partitions, and clients of the official SDK.</summary>
internal abstract class AmqpTestBase : BrokerTestBase
{
    protected const string Hub = "flights";

    /// <summary>Options without retries and with a shorter timeout than the SDK's default of one minute.</summary>
    protected static EventHubsRetryOptions NoRetries { get; } = new() { MaximumRetries = 0, TryTimeout = TimeSpan.FromSeconds(20) };

    protected EventHubBroker Broker { get; private set; } = null!;

    [SetUp]
    public async Task StartBrokerAsync() => Broker = await StartAsync(BrokerOptions());

    protected virtual EventHubBrokerOptions BrokerOptions() => Options();

    protected ValueTask SendAsync(string partition, params string[] texts) =>
        Broker.GetHub(Hub)
            .SendAsync([.. texts.Select(text => new EventToSend(System.Text.Encoding.UTF8.GetBytes(text)))], partitionId: partition);

    protected async Task SendToAsync(string hub, string? partition, string? connectionString = null)
    {
        var options = new EventHubProducerClientOptions { RetryOptions = NoRetries };
        await using var producer = new EventHubProducerClient(connectionString ?? Broker.ConnectionString, hub, options);
        await producer.SendAsync([new EventData("x")], new SendEventOptions { PartitionId = partition });
    }

    protected PartitionReceiver Receiver(
        string partition, EventPosition position, PartitionReceiverOptions? options = null, string group = "$Default")
    {
        options ??= new PartitionReceiverOptions();
        options.RetryOptions = NoRetries;
        return new PartitionReceiver(group, partition, position, Broker.ConnectionString, Hub, options);
    }

    /// <summary>Receives the specified number of events from a position.</summary>
    protected async Task<List<EventData>> ReceiveAsync(string partition, EventPosition position, int count, string group = "$Default")
    {
        await using var receiver = Receiver(partition, position, group: group);
        var events = new List<EventData>();
        for (var tries = 0; events.Count < count && tries < 30; tries++)
            events.AddRange(await receiver.ReceiveBatchAsync(count - events.Count, TimeSpan.FromSeconds(1)));
        Assert.That(events, Has.Count.EqualTo(count));
        return events;
    }
}
