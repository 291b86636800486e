using System.Diagnostics;
using System.Reflection;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace BrokerBenchmark;

/// <summary>The local event hub with four partitions, and the .NET SDK over AMQP 1.0.</summary>
internal sealed class EventHubsCandidate : IBrokerCandidate
{
    private const string ConnectionStringLabel = "Connection string";

    private const string Config = """
        {"UserConfig":{"NamespaceConfig":[{"Name":"bench","Entities":[{"Name":"events","PartitionCount":4,"ConsumerGroups":[]}]}]}}
        """;

    private readonly ServerProcess _server;
    private readonly EventHubProducerClient _producer;

    private EventHubsCandidate(ServerProcess server, string connectionString)
    {
        _server = server;
        _producer = new EventHubProducerClient(connectionString, "events");
    }

    public string Name => "local event hub";

    public TimeSpan ServerTime => _server.ProcessorTime;

    public static async Task<EventHubsCandidate> StartAsync()
    {
        var program = typeof(EventHubsCandidate).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Broker").Value!;
        var (server, line) = await ServerProcess.StartAsync(
            folder =>
            {
                var config = Path.Combine(folder, "Config.json");
                File.WriteAllText(config, Config);
                var data = Path.Combine(folder, "data");
                return new ProcessStartInfo(
                    "dotnet", [program, "--config", config, "--data", data, "--amqp-port", "0", "--tls-port", "0", "--port", "0"]);
            },
            line => line.StartsWith(ConnectionStringLabel, StringComparison.Ordinal));
        return new EventHubsCandidate(server, line[ConnectionStringLabel.Length..].Trim());
    }

    public Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch) => _producer.SendAsync(batch.Select(body => new EventData(body)));

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _server.DisposeAsync();
    }
}
