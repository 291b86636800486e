using System.Globalization;
using RabbitMQ.Client;

namespace BrokerBenchmark;

/// <summary>
/// Debian's RabbitMQ with a durable queue, persistent messages and publisher confirms, and the official client over AMQP 0-9-1.
/// </summary>
internal sealed class RabbitMqCandidate : IBrokerCandidate
{
    private const string Queue = "events";

    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly RabbitMqServer _rabbitMq;
    private readonly ServerProcess _server;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private RabbitMqCandidate(RabbitMqServer rabbitMq, ServerProcess server, IConnection connection, IChannel channel)
    {
        _rabbitMq = rabbitMq;
        _server = server;
        _connection = connection;
        _channel = channel;
    }

    public string Name => "RabbitMQ";

    public TimeSpan ServerTime => _server.ProcessorTime;

    public static async Task<RabbitMqCandidate> StartAsync()
    {
        var rabbitMq = RabbitMqServer.OnFreePorts();
        var (server, _) = await ServerProcess.StartAsync(
            rabbitMq.StartIn, line => line.Contains(RabbitMqServer.StartedText, StringComparison.Ordinal));
        var pid = await File.ReadAllTextAsync(Path.Combine(server.Folder, RabbitMqServer.PidFile));
        server.Measure(int.Parse(pid, CultureInfo.InvariantCulture));
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = rabbitMq.Port };
        var connection = await factory.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null));
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        return new RabbitMqCandidate(rabbitMq, server, connection, channel);
    }

    public async Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch)
    {
        // RabbitMQ confirms a message when it is on disk.
        var confirmed = batch.Select(body => _channel.BasicPublishAsync("", Queue, mandatory: false, Persistent, body).AsTask()).ToList();
        await Task.WhenAll(confirmed);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
        await _rabbitMq.StopMapperAsync();
    }
}
