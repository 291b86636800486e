using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace PeerBenchmark;

/// <summary>Publishes with the .NET SDK over AMQP. Each batch has its own partition key.</summary>
internal sealed class EventHubPublisher(string connectionString) : IPublisher
{
    // The SDK does not retry, because the caller retries with the stack's current address.
    private readonly EventHubProducerClient _producer = new(
        connectionString, "flight-events", new EventHubProducerClientOptions { RetryOptions = { MaximumRetries = 0 } });

    public Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken) => _producer.SendAsync(
        batch.Select(body => new EventData(body) { ContentType = "application/json" }),
        new SendEventOptions { PartitionKey = Guid.NewGuid().ToString("N") },
        cancellationToken);

    public ValueTask DisposeAsync() => _producer.DisposeAsync();
}
