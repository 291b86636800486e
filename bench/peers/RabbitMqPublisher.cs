using RabbitMQ.Client;

namespace PeerBenchmark;

/// <summary>Publishes persistent messages to the peer's durable queue. RabbitMQ confirms a message when it is on disk.</summary>
internal sealed class RabbitMqPublisher(Uri address) : IPublisher
{
    private const string Queue = "flight-events";

    private static readonly BasicProperties Persistent = new() { Persistent = true, ContentType = "application/json" };

    private IConnection? _connection;
    private IChannel? _channel;

    public async Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken)
    {
        if (_channel is null)
        {
            var factory = new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false };
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            _channel = await _connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: null),
                cancellationToken);
        }

        // "Mandatory" makes publishing fail if the queue does not exist.
        await Task.WhenAll(batch.Select(body =>
            _channel.BasicPublishAsync("", Queue, mandatory: true, Persistent, body, cancellationToken).AsTask()));
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
    }
}
