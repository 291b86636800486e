using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace PeerBenchmark;

/// <summary>Publishes by the .NET SDK over AMQP, each batch with a partition key of its own.</summary>
internal sealed class EventHubPublisher(string connectionString) : IPublisher
{
    // The caller repeats what fails, at the address that the stack has then.
    private readonly EventHubProducerClient _producer = new(
        connectionString, "flight-events", new EventHubProducerClientOptions { RetryOptions = { MaximumRetries = 0 } });

    public Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken) => _producer.SendAsync(
        batch.Select(body => new EventData(body) { ContentType = "application/json" }),
        new SendEventOptions { PartitionKey = Guid.NewGuid().ToString("N") },
        cancellationToken);

    public ValueTask DisposeAsync() => _producer.DisposeAsync();
}
