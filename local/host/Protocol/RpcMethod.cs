using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace LocalFunctions.Host.Protocol;

/// <summary>
/// The protocol's only gRPC method. Outgoing messages are already encoded (<see cref="OutgoingMessage"/>), which generated service base
/// classes do not support.
/// </summary>
internal sealed class RpcMethod : IServiceMethodProvider<RpcService>
{
    private static readonly Method<StreamingMessage, OutgoingMessage> EventStream = new(
        MethodType.DuplexStreaming,
        "AzureFunctionsRpcMessages.FunctionRpc",
        "EventStream",
        new Marshaller<StreamingMessage>(
            (message, context) => context.Complete(message.ToByteArray()),
            context => StreamingMessage.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        new Marshaller<OutgoingMessage>(
            (message, context) => message.WriteTo(context),
            _ => throw new NotSupportedException("The host does not read its own messages.")));

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RpcService> context) =>
        context.AddDuplexStreamingMethod(
            EventStream, [], (service, incoming, outgoing, call) => service.RunAsync(incoming, outgoing, call));
}
