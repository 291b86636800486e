using CommandLines;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs;

/// <summary>The broker as a standalone program, which can replace Microsoft's emulator.</summary>
internal static class BrokerProgram
{
    public static Task<int> Main(string[] args) => CreateCommand().RunAsync(args, RunAsync);

    /// <summary>Creates the command line. The <c>--config</c> file is validated later, when its hubs are read.</summary>
    public static ProgramCommand<BrokerArguments> CreateCommand()
    {
        var config = OptionOf.Text(
            "--config", "file", "Event hubs, as in Config.json for Microsoft's emulator. By default, the broker has one hub, eh1.");
        var data = OptionOf.Text("--data", "folder", "Folder for durable data.").WithDefault("eventhubs-data");
        var amqpPort = OptionOf.Port("--amqp-port", "AMQP.").WithDefault(5672);
        var tlsPort = OptionOf.Port("--tls-port", "AMQP over TLS.").WithDefault(5671);
        var port = OptionOf.Port("--port", "HTTP: REST send API, state, administration.").WithDefault(5300);
        return new ProgramCommand<BrokerArguments>(
            "--project local/eventhubs",
            "Runs an Event-Hubs-compatible broker on this machine. Port 0 selects a free port.",
            [config, data, amqpPort, tlsPort, port],
            result => new BrokerArguments(
                result.GetValue(config),
                new EventHubBrokerOptions
                {
                    DataDirectory = result.GetRequiredValue(data),
                    Port = result.GetValue(port),
                    AmqpPort = result.GetValue(amqpPort),
                    AmqpTlsPort = result.GetValue(tlsPort),
                    Hubs = [new EventHubDefinition("eh1", 2, ["cg1"])],
                }));
    }

    private static async Task<int> RunAsync(BrokerArguments arguments, CancellationToken cancellationToken)
    {
        using var logging = LoggerFactory.Create(
            builder => builder.AddSimpleConsole(options => options.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        try
        {
            var options = arguments.Broker with { LoggerFactory = logging };
            if (arguments.Config is { } config)
                options = options with { Hubs = EmulatorConfig.Read(config) };
            await using var broker = await EventHubBroker.StartAsync(options).ConfigureAwait(false);
            WriteEndpoints(broker);
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (Exception e) when (
            e is EventHubsException or CorruptDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync($"The broker cannot start: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    private static void WriteEndpoints(EventHubBroker broker) => Console.WriteLine(
        $"""
        Event hubs         {string.Join(", ", broker.Hubs.Select(hub => hub.Name))}
        HTTP               {broker.Endpoint}
        Connection string  {broker.ConnectionString}
        Over TLS           {broker.TlsConnectionString}
        Certificate        {broker.CertificatePath}
        Ctrl-C stops the broker.
        """);

    /// <summary>The program's options.</summary>
    /// <param name="Config">The path of the event hub configuration, or <c>null</c> for the default hub.</param>
    /// <param name="Broker">The broker's options, without the logger and the configured hubs.</param>
    internal sealed record BrokerArguments(string? Config, EventHubBrokerOptions Broker);
}
