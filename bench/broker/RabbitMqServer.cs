using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BrokerBenchmark;

/// <summary>Debian's RabbitMQ as a program of the current user, on ports of its own.</summary>
/// <param name="Port">The port of AMQP 0-9-1.</param>
/// <param name="DistributionPort">The port between nodes.</param>
/// <param name="MapperPort">The port of Erlang's port mapper.</param>
internal sealed record RabbitMqServer(int Port, int DistributionPort, int MapperPort)
{
    /// <summary>The text in the output that reports the start.</summary>
    public const string StartedText = "completed with";

    /// <summary>The file in the data folder that has the id of the server's process: the program that is started is a script.</summary>
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

    /// <summary>The command that starts it on the data of a folder.</summary>
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

    /// <summary>Ends Erlang's port mapper, a daemon that the server has started.</summary>
    public async Task StopMapperAsync()
    {
        var kill = new ProcessStartInfo("epmd", ["-port", Text(MapperPort), "-kill"]) { RedirectStandardOutput = true };
        using var stop = Process.Start(kill)!;
        await stop.WaitForExitAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
