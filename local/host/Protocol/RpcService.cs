using Grpc.Core;

namespace LocalFunctions.Host.Protocol;

/// <summary>Handles a worker's stream. The first message contains the worker's id, which identifies the channel.</summary>
internal sealed class RpcService(RpcChannels channels)
{
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<OutgoingMessage> outgoing, ServerCallContext call)
    {
        if (!await incoming.MoveNext(call.CancellationToken).ConfigureAwait(false)
            || incoming.Current.ContentCase != StreamingMessage.ContentOneofCase.StartStream)
        {
            var status = new Status(StatusCode.FailedPrecondition, "The first message of a stream must be StartStream.");
            throw new Grpc.Core.RpcException(status);
        }

        var workerId = incoming.Current.StartStream.WorkerId;
        if (!channels.TryTake(workerId, out var channel))
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, $"No worker '{workerId}' is expected."));
        await channel.RunAsync(incoming, outgoing, call.CancellationToken).ConfigureAwait(false);
    }
}
