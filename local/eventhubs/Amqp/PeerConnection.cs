using LocalEventHubs.Errors;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace LocalEventHubs.Amqp;

/// <summary>An AMQP connection and the state that the broker stores for the peer.</summary>
internal sealed class PeerConnection : AmqpConnection
{
    /// <summary>
    /// The maximum number of links, which protects the broker from malicious peers. The SDKs use a few links per partition.
    /// </summary>
    private const int MaxLinks = 2048;

    /// <summary>
    /// The maximum number of links before authentication. Before authentication, a peer needs only links to <c>$cbs</c>, at most one pair
    /// per session.
    /// </summary>
    private const int MaxLinksBeforeAuthentication = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<AmqpLink, (AccessClaims Claim, string Path)> _authorized = [];
    private readonly TimeProvider _time;
    private ITimer? _expiry;
    private int _links;

    public PeerConnection(
        PeerTransport peer,
        Microsoft.Azure.Amqp.Transport.TransportBase transport,
        ProtocolHeader header,
        AmqpSettings settings,
        AmqpConnectionSettings connectionSettings,
        Authorizations authorizations,
        TimeProvider time)
        : base(transport, header, isInitiator: false, settings, connectionSettings)
    {
        Peer = peer;
        Authorizations = authorizations;
        _time = time;
        Closed += (_, _) => StopTimer();
    }

    public PeerTransport Peer { get; }

    public Authorizations Authorizations { get; }

    /// <summary>The connection's <c>$cbs</c> node, which is created when the first link is attached to the node.</summary>
    public CbsNode? Cbs { get; set; }

    public ManagementNode? Management { get; set; }

    /// <exception cref="AmqpException">The connection has too many links.</exception>
    public void CountLink(AmqpLink link)
    {
        var limit = Authorizations.IsAuthenticated ? MaxLinks : MaxLinksBeforeAuthentication;
        if (Interlocked.Increment(ref _links) > limit)
        {
            Interlocked.Decrement(ref _links);
            throw new AmqpException(AmqpErrorCode.ResourceLimitExceeded, $"A connection can have at most {limit} links.");
        }

        link.Closed += (_, _) => Interlocked.Decrement(ref _links);
    }

    /// <summary>Authorizes a link. The broker detaches the link when no valid token covers the entity any longer.</summary>
    /// <param name="path">The entity's path.</param>
    /// <exception cref="AmqpException">No valid token covers the entity.</exception>
    public void Authorize(AmqpLink link, AccessClaims claim, string path)
    {
        if (!Authorizations.Allow(claim, path))
            throw AmqpErrors.Unauthorized(claim);

        lock (_gate)
            _authorized.Add(link, (claim, path));
        link.Closed += (_, _) =>
        {
            lock (_gate)
                _authorized.Remove(link);
        };
    }

    /// <exception cref="EventHubsException">The token is invalid, or the connection has too many tokens.</exception>
    public void PutToken(string token)
    {
        Authorizations.Put(token);
        ScheduleExpiry();
    }

    private void ScheduleExpiry()
    {
        if (Authorizations.NextExpiry() is not { } next)
            return;

        // A timer is limited to about 50 days. Therefore, the expiry is recomputed after at most a day.
        var delay = TimeSpan.FromMilliseconds(Math.Clamp((next - _time.GetUtcNow()).TotalMilliseconds + 1, 1, 24 * 3600 * 1000));
        lock (_gate)
        {
            if (IsClosing())
                return;
            _expiry ??= _time.CreateTimer(_ => DetachExpired(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _expiry.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void DetachExpired()
    {
        KeyValuePair<AmqpLink, (AccessClaims Claim, string Path)>[] links;
        lock (_gate)
            links = [.. _authorized];
        foreach (var (link, (claim, path)) in links)
        {
            if (!Authorizations.Allow(claim, path))
                link.SafeClose(new AmqpException(AmqpErrorCode.UnauthorizedAccess, $"ExpiredToken: The token for '{path}' has expired."));
        }

        Authorizations.RemoveExpired();
        ScheduleExpiry();
    }

    private void StopTimer()
    {
        lock (_gate)
            _expiry?.Dispose();
    }
}
