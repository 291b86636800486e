using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Invocations;

namespace LocalFunctions.Host.EventHubs;

/// <summary>Reads all partitions of an event hub from an <see cref="IEventSource"/> in parallel.</summary>
internal sealed class SourceListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _canceled = new();
    private readonly TimeProvider _time;
    private readonly Task _readers;

    private SourceListener(IEventHub hub, TriggerContext context)
    {
        _time = context.Time;
        _readers = Task.WhenAll(hub.Partitions.Select(partition =>
        {
            var reader = new PartitionReader(hub, partition, context);
            return Task.Run(() => reader.RunAsync(_stopping.Token, _canceled.Token));
        }));
    }

    /// <exception cref="FunctionsHostException">The event hub or consumer group does not exist.</exception>
    public static async Task<SourceListener> StartAsync(IEventSource source, TriggerContext context, CancellationToken cancellationToken)
    {
        var trigger = context.Trigger;
        var hub = await source
            .OpenAsync(trigger.Connection, trigger.EventHubName, trigger.ConsumerGroup, cancellationToken)
            .ConfigureAwait(false);
        return new SourceListener(hub, context);
    }

    /// <summary>
    /// Waits for invocations in progress. Invocations that do not end in time are canceled, and their events are redelivered at the next
    /// start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var grace = _time.CreateTimer(_ => _canceled.Cancel(), null, FunctionInvoker.GracePeriod, Timeout.InfiniteTimeSpan);
        await _readers.ConfigureAwait(false);
        _stopping.Dispose();
        _canceled.Dispose();
    }
}
