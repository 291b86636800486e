using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace BrokerBenchmark;

/// <summary>
/// Debian's RabbitMQ: a durable queue, persistent messages, publisher confirms, with the official client over AMQP 0-9-1.
/// </summary>
internal sealed class RabbitMqCandidate : ICandidate
{
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Queue = "events";
    private const string PidFile = "pid";

    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly ServerProcess _server;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly int _mapper;

    private RabbitMqCandidate(ServerProcess server, IConnection connection, IChannel channel, int mapper)
    {
        _mapper = mapper;
        _server = server;
        _connection = connection;
        _channel = channel;
    }

    public static bool IsInstalled => File.Exists(Server);

    public string Name => "RabbitMQ";

    public TimeSpan ServerTime => _server.ProcessorTime;

    public static async Task<RabbitMqCandidate> StartAsync()
    {
        var (port, distribution, mapper) = (FreePort(), FreePort(), FreePort());
        var (server, _) = await ServerProcess.StartAsync(
            folder => Describe(folder, port, distribution, mapper), line => line.Contains("completed with", StringComparison.Ordinal));
        server.Measure(int.Parse(await File.ReadAllTextAsync(Path.Combine(server.Folder, PidFile)), CultureInfo.InvariantCulture));
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port };
        var connection = await factory.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null));
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        return new RabbitMqCandidate(server, connection, channel, mapper);
    }

    public async Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch)
    {
        // A message is confirmed when it is on disk.
        var confirmed = batch.Select(body => _channel.BasicPublishAsync("", Queue, mandatory: false, Persistent, body).AsTask()).ToList();
        await Task.WhenAll(confirmed);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();

        // Erlang's port mapper is a daemon that the server has started.
        using var stop = Process.Start(new ProcessStartInfo("epmd", ["-port", Text(_mapper), "-kill"]) { RedirectStandardOutput = true })!;
        await stop.WaitForExitAsync();
    }

    private static ProcessStartInfo Describe(string folder, int port, int distribution, int mapper)
    {
        var start = new ProcessStartInfo(Server);
        foreach (var (name, value) in new (string, string)[]
        {
            ("HOME", folder),
            ("RABBITMQ_NODENAME", $"bench{port}@localhost"),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODE_PORT", Text(port)),
            ("RABBITMQ_DIST_PORT", Text(distribution)),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(folder, "data")),
            ("RABBITMQ_LOG_BASE", Path.Combine(folder, "log")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(folder, "plugins")),
            ("RABBITMQ_PID_FILE", Path.Combine(folder, PidFile)),
            ("ERL_EPMD_PORT", Text(mapper)),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(folder, "none")),
        })
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
