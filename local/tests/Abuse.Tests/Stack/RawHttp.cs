using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Abuse.Tests.Stack;

/// <summary>Sends arbitrary bytes on a separate connection.</summary>
internal static partial class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Sends a request after which the server closes the connection.</summary>
    /// <exception cref="TimeoutException">The server did not close the connection within two minutes.</exception>
    public static Task<RawResponse> SendAsync(Uri server, ReadOnlyMemory<byte> request) =>
        SendAsync(server, request, Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Sends a damaged request, which the server can interpret as an incomplete request. If the server sends nothing for <paramref
    /// name="idleTimeout"/>, the client closes its side of the connection, so that the server stops waiting.
    /// </summary>
    /// <returns>All bytes that the server sent before it closed the connection.</returns>
    /// <exception cref="TimeoutException">The server did not close the connection within two minutes.</exception>
    public static async Task<RawResponse> SendAsync(Uri server, ReadOnlyMemory<byte> request, TimeSpan idleTimeout)
    {
        using var timeout = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        using var response = new MemoryStream();
        try
        {
            await client.ConnectAsync(server.Host, server.Port, timeout.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(request, timeout.Token);
            var copying = stream.CopyToAsync(response, timeout.Token);
            if (await Task.WhenAny(copying, Task.Delay(idleTimeout, timeout.Token)) != copying)
                client.Client.Shutdown(SocketShutdown.Send);
            await copying;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The server closed the connection before it read the whole request.
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The connection was not closed within {Limit} after: {Encoding.Latin1.GetString(request.Span)}");
        }

        return new RawResponse(Encoding.Latin1.GetString(response.ToArray()));
    }

    /// <summary>
    /// The text of all responses. There can be several responses, because a server can interpret a damaged request as two requests.
    /// </summary>
    internal sealed record RawResponse(string Text)
    {
        public IReadOnlyList<int> Statuses { get; } = [..
            StatusLine().Matches(Text)
                .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
                .Where(status => status >= 200)];

        /// <summary>The status of the first response, or 0 if there is no response.</summary>
        public int Status => Statuses.FirstOrDefault();
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex StatusLine();
}
