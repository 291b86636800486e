using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace LocalEventHubs.Tests;

/// <summary>
/// A client that writes and reads single frames, so that tests can send frame sequences that the AMQP library cannot send. The library
/// encodes performatives, and tests can also send arbitrary bytes.
/// </summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private static readonly byte[] SaslHeader = [.. "AMQP"u8, 3, 1, 0, 0];
    private static readonly byte[] AmqpHeader = [.. "AMQP"u8, 0, 1, 0, 0];
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private uint _handles;

    private RawPeer(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    public Socket Socket => _tcp.Client;

    /// <summary>The broker's open frame, or <c>null</c> before the frame arrives.</summary>
    public Open? BrokerOpen { get; private set; }

    public bool HasDetached => _stream.DataAvailable;

    public static async Task<RawPeer> ConnectTcpAsync(int port)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        return new RawPeer(tcp);
    }

    /// <summary>
    /// Connects, authenticates with SASL (PLAIN with a policy, ANONYMOUS without a policy), and opens a connection and a session.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The login was rejected.</exception>
    public static async Task<RawPeer> ConnectAsync(int port, string? policy = null, string? key = null)
    {
        var peer = await ConnectTcpAsync(port);
        await peer.SaslAsync(policy, key);
        await peer.OpenAsync(new Open { ContainerId = "raw", MaxFrameSize = 65536 });
        await peer.SendAsync(new Begin { NextOutgoingId = 0, IncomingWindow = int.MaxValue, OutgoingWindow = int.MaxValue });
        await peer.ReadUntilAsync<Begin>();
        return peer;
    }

    /// <summary>Sends the AMQP header and an open frame, and reads the broker's header and open frame.</summary>
    public async Task OpenAsync(Open open)
    {
        await SendAsync(AmqpHeader);
        await SendAsync(open);
        Assert.That(await ReadExactlyAsync(8), Is.EqualTo(AmqpHeader));
        BrokerOpen = (Open)(await ReadUntilAsync<Open>()).Command!;
    }

    public async Task SaslAsync(string? policy = null, string? key = null)
    {
        await SendAsync(SaslHeader);
        Assert.That(await ReadExactlyAsync(8), Is.EqualTo(SaslHeader));
        await ReadFrameAsync();
        var init = new Microsoft.Azure.Amqp.Sasl.SaslInit
        {
            Mechanism = policy is null ? "ANONYMOUS" : "PLAIN",
            InitialResponse = new ArraySegment<byte>(Encoding.UTF8.GetBytes(policy is null ? "" : $"\0{policy}\0{key}")),
        };
        await SendAsync(init, FrameType.Sasl);
        var (outcome, _) = await ReadFrameAsync();
        if (outcome is not Microsoft.Azure.Amqp.Sasl.SaslOutcome { OutcomeCode: Microsoft.Azure.Amqp.Sasl.SaslCode.Ok })
            throw new UnauthorizedAccessException($"{outcome}");
    }

    /// <returns>The condition with which the broker rejected the link, or <c>null</c> if the link was attached.</returns>
    public Task<string?> AttachSenderAsync(string address) => AttachAsync(isReceiver: false, address);

    /// <inheritdoc cref="AttachSenderAsync"/>
    public Task<string?> AttachReceiverAsync(string address, long? epoch = null) => AttachAsync(isReceiver: true, address, epoch);

    public async Task PutTokenAsync(string token)
    {
        var sender = _handles;
        if (await AttachAsync(isReceiver: false, "$cbs") is { } error)
            throw new AssertionException(error);
        var receiver = _handles;
        await AttachAsync(isReceiver: true, "$cbs");
        await FlowAsync(receiver, 10);

        using var request = AmqpMessage.Create(new AmqpValue { Value = token });
        request.Properties.MessageId = 7ul;
        request.ApplicationProperties.Map["operation"] = "put-token";
        request.ApplicationProperties.Map["type"] = "servicebus.windows.net:sastoken";
        request.ApplicationProperties.Map["name"] = "sb://localhost/flights";
        await SendTransferAsync(sender, [.. request.GetPayload().SelectMany(part => part)]);
        var (_, payload) = await ReadUntilAsync<Transfer>();
        Assert.That(Encoding.ASCII.GetString(payload), Does.Contain("Accepted"));
        foreach (var handle in new[] { sender, receiver })
        {
            await SendAsync(new Detach { Handle = handle, Closed = true });
            await ReadUntilAsync<Detach>();
        }
    }

    public ValueTask FlowAsync(uint handle, uint credit) => SendAsync(new Flow
    {
        NextIncomingId = 0,
        IncomingWindow = int.MaxValue,
        NextOutgoingId = 0,
        OutgoingWindow = int.MaxValue,
        Handle = handle,
        DeliveryCount = 0,
        LinkCredit = credit,
    });

    public ValueTask SendTransferAsync(uint handle, byte[] payload, bool more = false) => SendAsync(
        new Transfer { Handle = handle, DeliveryId = 0, DeliveryTag = new ArraySegment<byte>([1]), MessageFormat = 0, More = more },
        payload: payload);

    public async Task<string?> WaitForDetachAsync() => ((Detach)(await ReadUntilAsync<Detach>()).Command!).Error?.Condition.Value;

    /// <summary>Reads frames until a frame of type <typeparamref name="T"/> arrives.</summary>
    public async Task<(Performative? Command, byte[] Payload)> ReadUntilAsync<T>()
    {
        while (true)
        {
            var frame = await ReadFrameAsync();
            if (frame.Command is T)
                return frame;
        }
    }

    public async Task<(Performative? Command, byte[] Payload)> ReadFrameAsync()
    {
        var size = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(await ReadExactlyAsync(4));
        var frame = new byte[size];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, size);
        (await ReadExactlyAsync(size - 4)).CopyTo(frame, 4);
        if (size == 8)
            return (null, []);

        using var buffer = new ByteBuffer(frame, 8, size - 8);
        var command = (Performative)AmqpCodec.DecodeAmqpDescribed(buffer);
        return (command, frame[buffer.Offset..]);
    }

    /// <summary>
    /// Reads until the broker closes the connection. Returns <c>false</c> if the broker does not close the connection in time.
    /// </summary>
    public async Task<bool> IsCutAsync()
    {
        using var timeout = new CancellationTokenSource(ReadTimeout);
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, timeout.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public ValueTask SendAsync(byte[] bytes) => _stream.WriteAsync(bytes);

    public ValueTask SendAsync(Performative command, FrameType type = FrameType.Amqp, byte[]? payload = null) =>
        SendAsync(Encode(command, type, payload ?? []));

    public static byte[] Encode(Performative command, FrameType type = FrameType.Amqp, byte[]? payload = null)
    {
        using var buffer = new ByteBuffer(AmqpCodec.GetSerializableEncodeSize(command), autoGrow: true);
        AmqpCodec.EncodeSerializable(command, buffer);
        byte[] body = [.. buffer.Buffer.AsSpan(buffer.Offset, buffer.Length), .. payload ?? []];
        var frame = new byte[8 + body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = 2;
        frame[5] = (byte)type;
        body.CopyTo(frame, 8);
        return frame;
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> AttachAsync(bool isReceiver, string address, long? epoch = null)
    {
        var handle = _handles++;
        await SendAsync(new Attach
        {
            LinkName = $"raw-{handle}",
            Handle = handle,
            Role = isReceiver,
            Source = new Source { Address = isReceiver ? address : "raw" },
            Target = new Target { Address = isReceiver ? "raw" : address },
            InitialDeliveryCount = isReceiver ? null : 0,
            Properties = epoch is null ? null : new Fields { ["com.microsoft:epoch"] = epoch },
        });
        var attached = (Attach)(await ReadUntilAsync<Attach>()).Command!;
        if ((isReceiver ? attached.Source : attached.Target) is not null)
            return null;

        var condition = await WaitForDetachAsync();
        await SendAsync(new Detach { Handle = handle, Closed = true });
        return condition;
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout);
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, timeout.Token);
        return bytes;
    }
}
