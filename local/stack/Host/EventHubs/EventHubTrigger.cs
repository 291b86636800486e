using Azure.Messaging.EventHubs;
using LocalEventHubs;
using LocalStack.Metrics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using EventHub = LocalEventHubs.EventHub;

namespace LocalStack.Host;

/// <summary>A function that events trigger: one pump per partition, all partitions at once.</summary>
internal sealed class EventHubTrigger : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly EventHub _hub;
    private readonly ConsumerGroup _group;
    private readonly TimeProvider _time;
    private readonly Task _pumps;

    private EventHubTrigger(EventHub hub, ConsumerGroup group, TimeProvider time, IEnumerable<PartitionPump> pumps)
    {
        _time = time;
        _hub = hub;
        _group = group;
        _pumps = Task.WhenAll(pumps.Select(pump => Task.Run(() => pump.RunAsync(_stopping.Token, _cancelled.Token))));
    }

    public static EventHubTrigger Start(
        FunctionEntry function,
        EventHubBroker broker,
        IServiceProvider services,
        EventHubsSettings settings,
        TimeProvider time,
        ILogger logger)
    {
        if (function.TriggerParameter.ParameterType != typeof(EventData[]))
        {
            throw new FunctionCatalogException(
                function.Name, function.Method, "has an Event Hubs trigger that is not bound to EventData[], the only type that this host binds");
        }

        var trigger = (EventHubTriggerAttribute)function.Trigger;
        var hub = broker.GetHub(trigger.EventHubName);
        var group = hub.GetConsumerGroup(trigger.ConsumerGroup ?? ConsumerGroup.Default);
        var pumps = hub.Partitions.Select(partition =>
            new PartitionPump(hub, partition, group, broker.Endpoint.Host, function, services, settings, time, logger));
        return new EventHubTrigger(hub, group, time, pumps);
    }

    /// <summary>For each partition, how many events the function is not done with, and for how long the first of them has waited.</summary>
    public async Task<IReadOnlyList<Gauge>> GaugesAsync(CancellationToken cancellationToken)
    {
        var gauges = new List<Gauge>();
        foreach (var partition in _hub.Partitions)
        {
            var label = ("partition", partition.Id);
            var waiting = _group.EventsWaiting(partition);
            var age = TimeSpan.Zero;
            if (waiting > 0)
            {
                var first = await partition.ReadAsync(partition.LastSequenceNumber - waiting + 1, 1, cancellationToken).ConfigureAwait(false);
                age = _time.GetUtcNow() - first[0].EnqueuedTime;
            }

            gauges.Add(new Gauge("eventhubs_waiting_events", label, waiting));
            gauges.Add(new Gauge("eventhubs_consumer_lag_seconds", label, age.TotalSeconds));
        }

        return gauges;
    }

    /// <summary>Lets batches under way end; those that do not end in time are cancelled, and come again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _cancelled.CancelAfter(FunctionsHost.GracePeriod);
        await _pumps.ConfigureAwait(false);
        _stopping.Dispose();
        _cancelled.Dispose();
    }
}
