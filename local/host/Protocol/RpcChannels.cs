using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace LocalFunctions.Host.Protocol;

/// <summary>
/// The channels whose workers have not connected yet. A channel can be taken only once, because a worker opens one stream.
/// </summary>
internal sealed class RpcChannels
{
    private readonly ConcurrentDictionary<string, RpcChannel> _expected = new(StringComparer.Ordinal);

    public void Expect(RpcChannel channel) => _expected[channel.WorkerId] = channel;

    public void Remove(RpcChannel channel) => _expected.TryRemove(channel.WorkerId, out _);

    public bool TryTake(string workerId, [MaybeNullWhen(false)] out RpcChannel channel) => _expected.TryRemove(workerId, out channel);
}
