using System.Net;
using System.Net.Sockets;

namespace LocalStack.Configuration;

/// <summary>
/// Verifies before startup that the ports are free, so that the error message for a port in use can name the option that changes the port.
/// </summary>
internal static class Ports
{
    /// <exception cref="StackStartException">A port is in use, or two components have the same port.</exception>
    public static void Verify(LocalStackOptions options)
    {
        var wanted = new List<(int Port, string Part, string Option)>
        {
            (options.FunctionsPort, "the functions", "--port"),
            (options.BoardPortOrDefault, "the board", "--board-port"),
            (options.KustoPort, "Kusto", "--kusto-port"),
            (options.EventHubsPort, "Event Hubs", "--eventhubs-port"),
            (options.AmqpPort, "Event Hubs' AMQP", "--eventhubs-amqp-port"),
            (options.DashboardPort ?? 0, "the Aspire dashboard", "--dashboard"),
            (options.AmqpTlsPort, "Event Hubs over AMQP with TLS", "--eventhubs-tls-port"),
        };
        if (options.AzuritePort != 0)
        {
            wanted.Add((options.AzuritePort, "Azurite's blobs", "--azurite-port"));
            wanted.Add((options.AzuritePort + 1, "Azurite's queues", "--azurite-port"));
            wanted.Add((options.AzuritePort + 2, "Azurite's tables", "--azurite-port"));
        }

        foreach (var same in wanted.Where(port => port.Port != 0).GroupBy(port => port.Port).Where(group => group.Count() > 1))
        {
            throw new StackStartException(
                $"Port {same.Key} is configured for {string.Join(" and for ", same.Select(port => port.Part))}. "
                + $"Change one of these options: {string.Join(", ", same.Select(port => port.Option).Distinct())}.");
        }

        foreach (var (port, part, option) in wanted.Where(port => IsTaken(port.Port)))
        {
            throw new StackStartException(
                $"Port {port} for {part} is in use by another program. Stop that program, or choose another port with {option}.");
        }
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return true;
        }
    }
}
