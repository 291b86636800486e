using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;

namespace LocalEventHubs.Tests;

/// <summary>Generates client sessions with randomly damaged frames. The same seed generates the same sessions.</summary>
internal sealed class FrameMutations(int seed)
{
    private static readonly byte[][] Session =
    [
        [.. "AMQP"u8, 3, 1, 0, 0],
        RawPeer.Encode(
            new SaslInit { Mechanism = "PLAIN", InitialResponse = new("\0RootManageSharedAccessKey\0SAS_KEY_VALUE"u8.ToArray()) },
            FrameType.Sasl),
        [.. "AMQP"u8, 0, 1, 0, 0],
        RawPeer.Encode(new Open { ContainerId = "mutant", MaxFrameSize = 65536, Properties = new Fields { ["product"] = "x" } }),
        RawPeer.Encode(new Begin { NextOutgoingId = 0, IncomingWindow = 5000, OutgoingWindow = 5000 }),
        RawPeer.Encode(Attach(0, false, "flights/Partitions/0")),
        RawPeer.Encode(Attach(1, true, "flights/ConsumerGroups/$Default/Partitions/0")),
        RawPeer.Encode(Attach(2, false, "$cbs")),
        RawPeer.Encode(Attach(3, true, "$cbs")),
        RawPeer.Encode(Flow(1)),
        RawPeer.Encode(Flow(3)),
        RawPeer.Encode(
            Transfer(0), payload: [0x00, 0x53, 0x72, 0xC1, 0x01, 0x00, 0x00, 0x53, 0x73, 0x45, 0x00, 0x53, 0x75, 0xA0, 0x01, 0x41]),
        RawPeer.Encode(Transfer(2), payload: [0x00, 0x53, 0x74, 0xC1, 0x01, 0x00, 0x00, 0x53, 0x77, 0xA1, 0x01, 0x41]),
        RawPeer.Encode(new Disposition { Role = true, First = 0, Last = 10, Settled = true, State = new Accepted() }),
        RawPeer.Encode(new Detach { Handle = 0, Closed = true }),
        RawPeer.Encode(new End()),
        RawPeer.Encode(new Close()),
    ];

    private readonly Random _random = new(seed);

    public int Sessions { get; private set; }

    /// <summary>
    /// Returns the frames of a session. Each frame is damaged with a probability of 1/4, and some frames are omitted or duplicated.
    /// </summary>
    public IEnumerable<byte[]> NextSession()
    {
        Sessions++;
        foreach (var frame in Session)
        {
            var kind = _random.Next(40);
            if (kind == 0)
                continue;
            if (kind == 1)
                yield return frame;
            yield return kind < 10 ? Mutate(frame) : frame;
        }
    }

    private byte[] Mutate(byte[] frame)
    {
        var mutated = frame.ToArray();
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            // Usually the size field is not changed, because the broker would never read the remaining bytes after an invalid size.
            var position = _random.Next(_random.Next(8) == 0 ? 0 : Math.Min(8, mutated.Length - 1), mutated.Length);
            mutated[position] = (byte)_random.Next(256);
        }

        return mutated;
    }

    private static Attach Attach(uint handle, bool isReceiver, string address) => new()
    {
        LinkName = $"mutant-{handle}",
        Handle = handle,
        Role = isReceiver,
        Source = new Source { Address = isReceiver ? address : "me" },
        Target = new Target { Address = isReceiver ? "me" : address },
        InitialDeliveryCount = isReceiver ? null : 0,
        Properties = new Fields { ["com.microsoft:epoch"] = 0L },
    };

    private static Flow Flow(uint handle) => new()
    {
        NextIncomingId = 0,
        IncomingWindow = 5000,
        NextOutgoingId = 0,
        OutgoingWindow = 5000,
        Handle = handle,
        DeliveryCount = 0,
        LinkCredit = 1000,
    };

    private static Transfer Transfer(uint handle) => new()
    {
        Handle = handle,
        DeliveryId = handle,
        DeliveryTag = new ArraySegment<byte>([(byte)handle]),
        MessageFormat = 0,
        Settled = false,
    };
}
