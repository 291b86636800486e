using System.Globalization;
using System.Runtime.InteropServices;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs;

/// <summary>The broker as a standalone program, as a replacement of Microsoft's emulator.</summary>
internal static class BrokerProgram
{
    private const string Usage =
        """
        Runs an Event-Hubs-compatible broker on this machine.

        Usage: dotnet run --project local/eventhubs -- [options]

          --config <file>     event hubs, in the format of the Config.json of Microsoft's emulator; one hub 'eh1' if not given
          --data <folder>     what survives a restart; eventhubs-data if not given
          --amqp-port <port>  AMQP (5672)
          --tls-port <port>   AMQP over TLS (5671)
          --port <port>       HTTP: REST send API, state, administration (5300)

        A port of 0 takes a free one.
        """;

    public static async Task<int> Main(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(Usage);
            return 0;
        }

        using var logging = LoggerFactory.Create(
            builder => builder.AddSimpleConsole(options => options.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        try
        {
            var options = Parse(args) with { LoggerFactory = logging };
            await using var broker = await EventHubBroker.StartAsync(options).ConfigureAwait(false);
            WriteEndpoints(broker);
            await WaitForSignalAsync().ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (
            e is EventHubsException or CorruptDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync($"The broker cannot start: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    /// <exception cref="FormatException">An option is unknown or its value is invalid.</exception>
    private static EventHubBrokerOptions Parse(string[] args)
    {
        var options = new EventHubBrokerOptions
        {
            DataDirectory = "eventhubs-data",
            Port = 5300,
            AmqpPort = 5672,
            AmqpTlsPort = 5671,
            Hubs = [new EventHubDefinition("eh1", 2, ["cg1"])],
        };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                throw new FormatException($"'{args[i]}' is not an option, or its value is missing.\n\n{Usage}");
            var value = args[i + 1];
            options = args[i] switch
            {
                "--config" => options with { Hubs = EmulatorConfig.Read(value) },
                "--data" => options with { DataDirectory = value },
                "--amqp-port" => options with { AmqpPort = Port(args[i], value) },
                "--tls-port" => options with { AmqpTlsPort = Port(args[i], value) },
                "--port" => options with { Port = Port(args[i], value) },
                _ => throw new FormatException($"'{args[i]}' is not an option.\n\n{Usage}"),
            };
        }

        return options;
    }

    private static int Port(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new FormatException($"{option} requires a port between 0 and {ushort.MaxValue}, not '{value}'.");

    private static void WriteEndpoints(EventHubBroker broker) => Console.WriteLine(
        $"""
        Event hubs         {string.Join(", ", broker.Hubs.Select(hub => hub.Name))}
        HTTP               {broker.Endpoint}
        Connection string  {broker.ConnectionString}
        Over TLS           {broker.TlsConnectionString}
        Certificate        {broker.CertificatePath}
        Ctrl-C stops the broker.
        """);

    private static async Task WaitForSignalAsync()
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stop.Task.ConfigureAwait(false);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
