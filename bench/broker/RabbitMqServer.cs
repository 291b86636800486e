using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BrokerBenchmark;

/// <summary>Debian's RabbitMQ as a process of the current user, on its own ports.</summary>
/// <param name="Port">The port for AMQP 0-9-1.</param>
/// <param name="DistributionPort">The port for connections between nodes.</param>
/// <param name="MapperPort">The port of Erlang's port mapper.</param>
internal sealed record RabbitMqServer(int Port, int DistributionPort, int MapperPort)
{
    /// <summary>The text in the output that reports a successful start.</summary>
    public const string StartedText = "completed with";

    /// <summary>The file in the data folder with the server's process id, which differs from the id of the started script.</summary>
    public const string PidFile = "pid";

    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    public static bool IsInstalled => File.Exists(Server);

    public static RabbitMqServer OnFreePorts() => new(FreePort(), FreePort(), FreePort());

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Returns the command that starts the server on a data folder.</summary>
    public ProcessStartInfo StartIn(string folder)
    {
        var start = new ProcessStartInfo(Server);
        foreach (var (name, value) in new (string, string)[]
        {
            ("HOME", folder),
            ("RABBITMQ_NODENAME", $"bench{Port}@localhost"),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODE_PORT", Text(Port)),
            ("RABBITMQ_DIST_PORT", Text(DistributionPort)),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(folder, "data")),
            ("RABBITMQ_LOG_BASE", Path.Combine(folder, "log")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(folder, "plugins")),
            ("RABBITMQ_PID_FILE", Path.Combine(folder, PidFile)),
            ("ERL_EPMD_PORT", Text(MapperPort)),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(folder, "none")),
        })
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Stops Erlang's port mapper, a daemon that the server starts.</summary>
    public async Task StopMapperAsync()
    {
        var kill = new ProcessStartInfo("epmd", ["-port", Text(MapperPort), "-kill"]) { RedirectStandardOutput = true };
        using var stop = Process.Start(kill)!;
        await stop.WaitForExitAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
