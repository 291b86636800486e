using Microsoft.Azure.Amqp;

namespace LocalEventHubs.Amqp;

/// <summary>
/// A partition's receivers in each consumer group: one receiver with an epoch, or up to five receivers without an epoch. A receiver with
/// the same or a higher epoch disconnects the earlier receiver. Event processors, whose epoch is always 0, balance their load this way.
/// </summary>
internal sealed class PartitionReceivers
{
    private const int MaxWithoutEpoch = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Hub, string Group, string Partition), List<Member>> _members = [];

    /// <exception cref="AmqpException">A receiver with a higher epoch is connected, or too many receivers are connected.</exception>
    public void Add(string hub, string group, string partition, AmqpLink link, ReceiverRequest request)
    {
        var key = (hub, group, partition);
        List<Member> stolen;
        lock (_gate)
        {
            if (!_members.TryGetValue(key, out var members))
                _members[key] = members = [];
            stolen = Displaced(members, request);
            members.RemoveAll(stolen.Contains);
            members.Add(new Member(link, request.Epoch, request.Name));
        }

        link.Closed += (_, _) => Remove(key, link);
        foreach (var member in stolen)
        {
            // Close the link on another thread, because closing waits for transfers on the link's threads.
            ThreadPool.QueueUserWorkItem(_ => member.Link.SafeClose(Stolen(member, request)));
        }
    }

    private static List<Member> Displaced(List<Member> members, ReceiverRequest request)
    {
        if (request.Epoch is not { } epoch)
        {
            if (members.Find(member => member.Epoch is not null) is { } owner)
            {
                throw new AmqpException(
                    AmqpErrorCode.Stolen,
                    $"At least one receiver for the endpoint is created with epoch of '{owner.Epoch}', and so non-epoch receiver is not "
                    + "allowed. Either reconnect with a higher epoch, or make sure all epoch receivers are closed or disconnected.");
            }

            return members.Count < MaxWithoutEpoch
                ? []
                : throw new AmqpException(
                    AmqpErrorCode.ResourceLimitExceeded,
                    "Exceeded the maximum number of allowed receivers per partition in a consumer group which is "
                    + $"{MaxWithoutEpoch}. List of connected receivers - {string.Join(", ", members.Select(member => member.Name))}.");
        }

        if (members.Find(member => member.Epoch > epoch) is { } higher)
        {
            throw new AmqpException(
                AmqpErrorCode.Stolen,
                $"Receiver '{request.Name}' with epoch '{epoch}' cannot be created, because receiver '{higher.Name}' with a higher epoch "
                + $"of '{higher.Epoch}' is connected. If you are recreating the receiver, make sure a higher epoch is used.");
        }

        return [.. members];
    }

    private static AmqpException Stolen(Member member, ReceiverRequest request) => new(
        AmqpErrorCode.Stolen,
        $"New receiver '{request.Name}' with higher epoch of '{request.Epoch}' is created hence current receiver '{member.Name}' with "
        + $"epoch '{member.Epoch}' is getting disconnected. If you are recreating the receiver, make sure a higher epoch is used.");

    private void Remove((string Hub, string Group, string Partition) key, AmqpLink link)
    {
        lock (_gate)
        {
            if (!_members.TryGetValue(key, out var members))
                return;
            members.RemoveAll(member => member.Link == link);
            if (members.Count == 0)
                _members.Remove(key);
        }
    }

    private sealed record Member(AmqpLink Link, long? Epoch, string Name);
}
