using System.Net;
using System.Net.Sockets;

namespace Tests.Support;

/// <summary>Finds and reserves TCP ports on the loopback address.</summary>
public static class TcpPort
{
    /// <summary>Returns a port on which no program is currently listening.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reserves a fixed port for a test, because several test processes on this machine can need the port at the same time. Disposing of
    /// the result releases the port.
    /// </summary>
    /// <returns>The reservation, or <c>null</c> if another program is listening on the port.</returns>
    public static async Task<IDisposable?> ReserveAsync(int port)
    {
        FileStream? reservation = null;
        var path = Path.Combine(Path.GetTempPath(), $"tests-port-{port}.lock");
        await Eventually.IsTrueAsync(() => (reservation = TryLock(path)) is not null, $"The reservation of port {port}");
        if (IsFree(port))
            return reservation;
        await reservation!.DisposeAsync();
        return null;
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
