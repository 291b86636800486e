using Grpc.AspNetCore.Server.Model;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Protocol;

/// <summary>The gRPC endpoint for workers, on a free port of the loopback address.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private RpcServer(ILoggerFactory loggerFactory)
    {
        _server = new LoopbackServer(0, loggerFactory, Configure, AddServices)
        {
            ShutdownTimeout = TimeSpan.Zero, // The workers have ended, so their streams can be closed immediately.
        };
    }

    public RpcChannels Channels { get; } = new();

    public int Port => _server.Endpoint.Port;

    public static async Task<RpcServer> StartAsync(ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var rpc = new RpcServer(loggerFactory);
        try
        {
            rpc._server.Web.UseRouting();
            rpc._server.Web.MapGrpcService<RpcService>();
            await rpc._server.StartAsync(cancellationToken).ConfigureAwait(false);
            return rpc;
        }
        catch
        {
            await rpc.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel)
    {
        // A worker that is stopped at a breakpoint might not read or send anything for minutes, and its stream must remain open.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
    }

    private void AddServices(IServiceCollection services)
    {
        services.AddSingleton(Channels);
        services.AddSingleton<RpcService>();
        services.AddSingleton<IServiceMethodProvider<RpcService>, RpcMethod>();
        services.AddGrpc(grpc =>
        {
            // A batch of large events can exceed the default limit of 4 MiB. The worker also has no limit.
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
    }
}
