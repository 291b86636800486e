using LocalEventHubs.Hubs;
using LocalEventHubs.Messages;
using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>
/// A link on which a client receives events. The broker reads events from the log only as fast as the client grants credit and reads, so a
/// client that requests a million events and reads none uses memory for only a few events.
/// </summary>
internal sealed partial class ConsumerLink : IThreadPoolWorkItem
{
    private const int MaxReadEvents = 256;
    private const int MaxReadBytes = 128 * 1024;

    /// <summary>The tag of all deliveries. Deliveries are settled when they are sent, so tags need not be unique.</summary>
    private static readonly ArraySegment<byte> DeliveryTag = new([0, 0, 0, 0]);

    private readonly SendingAmqpLink _link;
    private readonly PeerTransport _peer;
    private readonly Partition _partition;
    private readonly bool _withRuntimeMetric;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PooledBuffer _prefixes = new(16 * 1024);
    private readonly List<int> _prefixEnds = [];
    private long _next;
    private int _wakeUps;
    private int _isWaitingForEvents;

    /// <summary>
    /// The number of deliveries that the library has accepted but cannot send because the peer's session window is closed.
    /// </summary>
    private int _unsent;

    private ConsumerLink(
        SendingAmqpLink link, PeerTransport peer, Partition partition, long next, bool withRuntimeMetric, TimeProvider time, ILogger logger)
    {
        (_link, _peer, _partition, _next, _withRuntimeMetric, _time, _logger) = (
            link, peer, partition, next, withRuntimeMetric, time, logger);
    }

    /// <param name="next">The sequence number of the first event to deliver.</param>
    public static void Start(
        SendingAmqpLink link, PeerTransport peer, Partition partition, long next, bool withRuntimeMetric, TimeProvider time, ILogger logger)
    {
        var consumer = new ConsumerLink(link, peer, partition, next, withRuntimeMetric, time, logger);
        link.RegisterCreditListener((_, _, _) => consumer.Wake());
        link.RegisterDispositionListener(_ => consumer.OnSent());
        peer.Drained += consumer.Wake;
        link.Closed += (_, _) => peer.Drained -= consumer.Wake;
    }

    /// <summary>
    /// Delivers available events. Only one thread delivers at a time. A concurrent call causes that thread to check for events again.
    /// </summary>
    void IThreadPoolWorkItem.Execute()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _wakeUps);
            try
            {
                Deliver();
            }
            catch (Exception e)
            {
                // For example, a segment is damaged. The log message names the file. The link is closed, and the broker keeps running.
                LogFailure(e, _partition.Id, _link.Name);
                _link.SafeClose(AmqpErrors.From(e));
            }
        }
        while (Interlocked.Add(ref _wakeUps, -seen) > 0);
    }

    private void Wake()
    {
        if (Interlocked.Increment(ref _wakeUps) == 1)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void OnSent()
    {
        // The library was waiting for the session window, so this method does not run on the delivering thread.
        if (Interlocked.Decrement(ref _unsent) == 0)
            Wake();
    }

    private void Deliver()
    {
        while (_link.State == AmqpObjectState.Opened && _link.LinkCredit > 0 && !_peer.IsCongested && Volatile.Read(ref _unsent) <= 0)
        {
            var events = ReadEvents();
            if (events.Count == 0 || !Deliver(events))
                return;
        }
    }

    private IReadOnlyList<StoredEvent> ReadEvents()
    {
        var appended = _partition.Log.Appended;
        var events = _partition.Log.Read(_next, (int)Math.Min(_link.LinkCredit, MaxReadEvents), MaxReadBytes);
        if (events.Count == 0 && Interlocked.Exchange(ref _isWaitingForEvents, 1) == 0)
        {
            appended.ContinueWith(
                static (_, consumer) => ((ConsumerLink)consumer!).OnAppended(), this,
                CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        return events;
    }

    private void OnAppended()
    {
        Volatile.Write(ref _isWaitingForEvents, 0);
        Wake();
    }

    /// <returns><c>false</c> if the client cannot currently accept more events.</returns>
    private bool Deliver(IReadOnlyList<StoredEvent> events)
    {
        var prefixes = WritePrefixes(events);
        for (var i = 0; i < events.Count; i++)
        {
            var start = i == 0 ? 0 : _prefixEnds[i - 1];
            var prefix = new ArraySegment<byte>(prefixes, start, _prefixEnds[i] - start);
            if (_peer.IsCongested || !TryDeliver(events[i], prefix))
                return false;
            _next = events[i].SequenceNumber + 1;
        }

        return true;
    }

    private bool TryDeliver(StoredEvent @event, ArraySegment<byte> prefix)
    {
        var message = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([prefix, @event.SectionsSegment]), payloadInitialized: true);
        message.DeliveryTag = DeliveryTag;
        Interlocked.Increment(ref _unsent);
        if (_link.TrySendDelivery(message))
            return true;

        Interlocked.Decrement(ref _unsent);
        return false;
    }

    /// <summary>Writes the bytes that precede the stored sections of each event into one array.</summary>
    private byte[] WritePrefixes(IReadOnlyList<StoredEvent> events)
    {
        _prefixes.Clear();
        _prefixEnds.Clear();
        var metric = _withRuntimeMetric ? RuntimeMetric.Encode(_partition, _time.GetUtcNow()) : [];
        foreach (var @event in events)
        {
            _prefixes.Write(metric);
            @event.WriteAnnotations(_prefixes);
            _prefixEnds.Add(_prefixes.Length);
        }

        return _prefixes.Span.ToArray();
    }

    [LoggerMessage(LogLevel.Error, "Delivering events of partition {Partition} on the link '{Link}' failed.")]
    private partial void LogFailure(Exception exception, string partition, string link);
}
