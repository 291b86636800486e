using Azure.Messaging.EventHubs;
using LocalEventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalStack.Host;

/// <summary>A function that events trigger: one pump per partition, all partitions at once.</summary>
internal sealed class EventHubTrigger : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Task _pumps;

    private EventHubTrigger(IEnumerable<PartitionPump> pumps) =>
        _pumps = Task.WhenAll(pumps.Select(pump => Task.Run(() => pump.RunAsync(_stopping.Token, _cancelled.Token))));

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
        return new EventHubTrigger(hub.Partitions.Select(partition =>
            new PartitionPump(hub, partition, group, broker.Endpoint.Host, function, services, settings, time, logger)));
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
