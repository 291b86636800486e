using System.Net;
using Grpc.AspNetCore.Server.Model;
using LocalFunctions.Host.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Protocol;

/// <summary>The gRPC endpoint that workers connect to, on a free port of the loopback address.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private RpcServer(WebApplication web, RpcChannels channels)
    {
        _web = web;
        Channels = channels;
    }

    public RpcChannels Channels { get; }

    public int Port { get; private set; }

    public static async Task<RpcServer> StartAsync(ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var channels = new RpcChannels();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddSingleton(channels);
        builder.Services.AddSingleton<RpcService>();
        builder.Services.AddSingleton<IServiceMethodProvider<RpcService>, RpcMethod>();
        builder.Services.AddGrpc(grpc =>
        {
            // A batch of large events is larger than the default of 4 MiB; the worker receives the same limit.
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // A worker at a breakpoint reads nothing for minutes; its stream must remain open.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });

        var server = new RpcServer(builder.Build(), channels);
        try
        {
            server._web.UseRouting();
            server._web.MapGrpcService<RpcService>();
            await server._web.StartAsync(cancellationToken).ConfigureAwait(false);
            server.Port = server._web.Port();
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The workers have ended: the rest of their streams is closed.
        await _web.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }
}
