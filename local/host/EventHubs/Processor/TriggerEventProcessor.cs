using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using LocalFunctions.Host.Metadata;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.EventHubs.Processor;

/// <summary>
/// The SDK's event processor, used as in the Event Hubs extension: it claims partitions, reads them over AMQP and passes the events to a
/// function.
/// </summary>
internal sealed partial class TriggerEventProcessor : PluggableCheckpointStoreEventProcessor<TriggerPartition>
{
    /// <summary>
    /// The interval at which the processor checks a partition that receives no new events for waiting events that are due.
    /// </summary>
    private static readonly TimeSpan WaitInterval = TimeSpan.FromSeconds(1);

    private readonly TriggerContext _context;

    /// <param name="context">The state that all partitions of the trigger share.</param>
    /// <param name="connection">The connection string of the namespace or of the event hub.</param>
    /// <param name="store">The store of checkpoints and ownerships.</param>
    public TriggerEventProcessor(TriggerContext context, string connection, string eventHubName, CheckpointStore store)
        : base(
            store,
            context.Settings.MaxEventBatchSize,
            context.Trigger.ConsumerGroup,
            connection,
            eventHubName,
            Options(context.Settings)) => _context = context;

    protected override Task OnInitializingPartitionAsync(TriggerPartition partition, CancellationToken cancellationToken)
    {
        var identity = new PartitionIdentity(FullyQualifiedNamespace, EventHubName, ConsumerGroup, partition.PartitionId);
        partition.Processor = new PartitionProcessor(_context, identity, WriteCheckpointAsync);
        return Task.CompletedTask;

        async ValueTask WriteCheckpointAsync(Checkpoint checkpoint, CancellationToken cancellation)
        {
            var position = new CheckpointPosition(checkpoint.Offset, checkpoint.SequenceNumber);
            await UpdateCheckpointAsync(partition.PartitionId, position, cancellation).ConfigureAwait(false);
        }
    }

    protected override async Task OnProcessingEventBatchAsync(
        IEnumerable<EventData> events, TriggerPartition partition, CancellationToken cancellationToken)
    {
        // 1. Add the received events. Return if there are too few events for a batch and the maximum wait time has not elapsed.
        var waiting = partition.Waiting;
        if (waiting.Count == 0)
            partition.WaitingSince = _context.Time.GetTimestamp();
        waiting.AddRange(events.Select(Receive));
        var isDue = _context.Time.GetElapsedTime(partition.WaitingSince) >= _context.Settings.MaxWaitTime;
        if (waiting.Count == 0 || (waiting.Count < _context.Settings.MinEventBatchSize && !isDue))
            return;

        // 2. Process the events. As in Azure, the processor cancels the token without a grace period when it stops or when another host
        // claims the partition.
        foreach (var batch in waiting.Chunk(_context.Settings.MaxEventBatchSize))
        {
            if (!await partition.Processor.ProcessAsync(batch, cancellationToken, cancellationToken).ConfigureAwait(false))
                return;
        }

        waiting.Clear();
    }

    protected override async Task OnPartitionProcessingStoppedAsync(
        TriggerPartition partition, ProcessingStoppedReason reason, CancellationToken cancellationToken)
    {
        if (reason == ProcessingStoppedReason.Shutdown)
            await partition.Processor.CloseAsync().ConfigureAwait(false);
    }

    protected override Task OnProcessingErrorAsync(
        Exception exception, TriggerPartition partition, string operationDescription, CancellationToken cancellationToken)
    {
        LogError(_context.Logger, exception, EventHubName, partition?.PartitionId ?? "all", operationDescription);
        return Task.CompletedTask;
    }

    private static EventProcessorOptions Options(EventHubsSettings settings) => new()
    {
        PrefetchCount = settings.PrefetchCount,
        LoadBalancingStrategy = LoadBalancingStrategy.Greedy,
        TrackLastEnqueuedEventProperties = false,
        MaximumWaitTime = settings.MinEventBatchSize > 1 ? WaitInterval : null,
        DefaultStartingPosition = settings.InitialOffset switch
        {
            InitialOffset.FromEnd => EventPosition.Latest,
            InitialOffset.FromEnqueuedTime => EventPosition.FromEnqueuedTime(settings.InitialEnqueuedTime),
            _ => EventPosition.Earliest,
        },
    };

    private static ReceivedEvent Receive(EventData data) => new(
        data.SequenceNumber,
        data.OffsetString,
        data.EnqueuedTime,
        data.PartitionKey,
        default,
        data.GetRawAmqpMessage().ToBytes().ToMemory());

    [LoggerMessage(LogLevel.Warning, "The processor of {EventHub}, partition {Partition}, failed to {Operation} and retries")]
    private static partial void LogError(ILogger logger, Exception exception, string eventHub, string partition, string operation);
}
