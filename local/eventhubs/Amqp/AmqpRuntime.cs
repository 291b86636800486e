using LocalEventHubs.Configuration;
using LocalEventHubs.Hubs;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>
/// Creates connections, sessions and links for the AMQP library, and opens links by their addresses. The library calls these methods on a
/// connection's read loop.
/// </summary>
internal sealed partial class AmqpRuntime(EventHubNamespace hubs, EventHubBrokerOptions options, TokenValidator tokens) : IRuntimeProvider
{
    /// <summary>A publisher's credit, which limits the deliveries in flight on one link. The SDKs use less credit.</summary>
    private const uint SenderCredit = 1000;

    /// <summary>
    /// The factor by which the library's size limit exceeds the broker's size limit. The library detaches a link when a message exceeds the
    /// library's limit, and a JavaScript client then waits for a timeout. Therefore, the broker raises the library's limit after the link
    /// is open, and itself rejects messages whose size is between the two limits.
    /// </summary>
    private const int SizeTolerance = 4;

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<AmqpRuntime>();
    private readonly PartitionReceivers _receivers = new();

    public AmqpConnection CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings)
    {
        var peer = transport as PeerTransport ?? ((PeerSaslTransport)transport).Peer;
        var authorizations = new Authorizations(tokens, options.TimeProvider)
        {
            LoginClaims = transport.Principal?.Identity?.Name is { } policy
                ? tokens.FindPolicy(policy)?.Claims ?? AccessClaims.None
                : AccessClaims.None,
        };
        return new PeerConnection(peer, transport, protocolHeader, amqpSettings, connectionSettings, authorizations, options.TimeProvider);
    }

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings)
    {
        // A peer can send to a closed link until the peer receives the detach frame.
        settings.IgnoreMissingLinks = true;
        return new AmqpSession(connection, settings, this);
    }

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        // The Python SDK iterates over the properties, so they must not be null. The SDKs use the maximum message size as the size of their
        // batches.
        settings.Properties ??= new Fields();
        settings.MaxMessageSize = (ulong)options.MaxMessageSize;
        if (settings.IsReceiver())
        {
            settings.TotalLinkCredit = SenderCredit;
            settings.AutoSendFlow = true;
            return new ReceivingAmqpLink(session, settings);
        }

        // Event Hubs consumers do not settle deliveries.
        settings.SettleType = SettleMode.SettleOnSend;
        return new SendingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        var opening = new TaskCompletionSource(state);
        try
        {
            Open(link, (PeerConnection)link.Session.Connection);
            opening.SetResult();
        }
        catch (Exception e)
        {
            var error = AmqpErrors.From(e);
            LogLinkRejected(link.Settings.LinkName, error.Message);
            opening.SetException(error);
        }

        callback(opening.Task);
        return opening.Task;
    }

    public void EndOpenLink(IAsyncResult result) => ((Task)result).GetAwaiter().GetResult();

    private void Open(AmqpLink link, PeerConnection connection)
    {
        connection.CountLink(link);
        var text =
            (link.IsReceiver ? (link.Settings.Target as Target)?.Address : (link.Settings.Source as Source)?.Address)?.ToString() ?? "";
        switch (LinkAddress.Parse(text), link)
        {
            case (LinkAddress.Node node, _):
                OpenNode(node, link, connection);
                break;
            case (LinkAddress.Sender sender, ReceivingAmqpLink receiving):
                OpenSender(sender, receiving, connection, LinkAddress.Path(text));
                break;
            case (LinkAddress.Receiver receiver, SendingAmqpLink sending):
                OpenReceiver(receiver, sending, connection, LinkAddress.Path(text));
                break;
            default:
                throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity '{text}' could not be found.");
        }
    }

    private void OpenNode(LinkAddress.Node node, AmqpLink link, PeerConnection connection)
    {
        RequestNode? requests = node.Name switch
        {
            "$cbs" => connection.Cbs ??= new CbsNode(connection, _logger),
            "$management" => connection.Management ??= new ManagementNode(connection, hubs, _logger),
            _ => null,
        };
        if (requests is null)
            throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity '{node.Name}' could not be found.");
        requests.Attach(link);
    }

    private void OpenSender(LinkAddress.Sender address, ReceivingAmqpLink link, PeerConnection connection, string path)
    {
        connection.Authorize(link, AccessClaims.Send, path);
        var hub = hubs.GetHub(address.Hub);
        if (address.PartitionId is not null)
            hub.GetPartition(address.PartitionId);

        var publisher = new PublisherLink(
            link, connection.Peer, hub, address.PartitionId, address.Publisher, options.MaxMessageSize, _logger);
        link.RegisterMessageListener(publisher.OnMessage);
        link.Opened += (_, _) => link.Settings.MaxMessageSize = (ulong)options.MaxMessageSize * SizeTolerance;
    }

    private void OpenReceiver(LinkAddress.Receiver address, SendingAmqpLink link, PeerConnection connection, string path)
    {
        connection.Authorize(link, AccessClaims.Listen, path);
        var hub = hubs.GetHub(address.Hub);
        var group = hub.GetConsumerGroup(address.ConsumerGroup);
        var partition = hub.GetPartition(address.PartitionId);
        var request = ReceiverRequest.From(link);
        var next = request.Position.Resolve(partition);
        _receivers.Add(hub.Name, group.Name, partition.Id, link, request);
        ConsumerLink.Start(link, connection.Peer, partition, next, request.WantsRuntimeMetric, options.TimeProvider, _logger);
    }

    [LoggerMessage(LogLevel.Debug, "The link '{Link}' was rejected: {Reason}")]
    private partial void LogLinkRejected(string link, string reason);
}
