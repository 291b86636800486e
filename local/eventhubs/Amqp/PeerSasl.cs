using System.Security.Principal;
using System.Text;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace LocalEventHubs.Amqp;

/// <summary>
/// The SASL layer with the mechanisms of Azure Event Hubs. The SDKs use MSSBCBS (.NET) or ANONYMOUS (JavaScript, Python) and then
/// authenticate with a token. PLAIN authenticates with the name and key of an access policy.
/// </summary>
internal sealed class PeerSaslProvider : SaslTransportProvider
{
    public PeerSaslProvider(TokenValidator tokens)
    {
        Versions.Add(new AmqpVersion(1, 0, 0));
        MaxFrameSize = FrameGuard.MaxControlFrameSize;
        AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        AddHandler(new PlainHandler(tokens));
        AddHandler(new SaslAnonymousHandler("ANONYMOUS"));
        AddHandler(new SaslAnonymousHandler("EXTERNAL"));
    }

    protected override TransportBase OnCreateTransport(TransportBase innerTransport, bool isInitiator) =>
        innerTransport is PeerTransport peer
            ? new PeerSaslTransport(peer, this)
            : throw new InvalidOperationException("SASL has already been performed on the connection.");

    private sealed class PlainHandler : SaslHandler
    {
        private readonly TokenValidator _tokens;

        public PlainHandler(TokenValidator tokens)
        {
            _tokens = tokens;
            Mechanism = "PLAIN";
        }

        public override SaslHandler Clone() => new PlainHandler(_tokens);

        public override void OnChallenge(SaslChallenge challenge) => throw NotInThisMechanism();

        public override void OnResponse(SaslResponse response) => throw NotInThisMechanism();

        protected override void OnStart(SaslInit init, bool isClient)
        {
            // RFC 4616: authorization identity, authentication identity and password, separated by NUL.
            var parts = Encoding.UTF8.GetString(init.InitialResponse).Split('\0');
            if (parts is [_, var name, var key] && _tokens.FindPolicy(name) is { } policy && policy.IsKey(key))
            {
                Principal = new GenericPrincipal(new GenericIdentity(name), null);
                Negotiator.CompleteNegotiation(SaslCode.Ok, null);
            }
            else
            {
                Negotiator.CompleteNegotiation(SaslCode.Auth, new UnauthorizedAccessException("The policy name or key is invalid."));
            }
        }

        private static AmqpException NotInThisMechanism() =>
            new(AmqpErrorCode.NotAllowed, "The PLAIN mechanism has no challenges or responses.");
    }
}

/// <summary>Provides access to the transport below SASL.</summary>
internal sealed class PeerSaslTransport(PeerTransport peer, SaslTransportProvider provider)
    : SaslTransport(peer, provider, isInitiator: false)
{
    public PeerTransport Peer => peer;
}
