using Azure.Messaging.EventHubs;
using LatamFunctions.DataExplorer;
using LatamFunctions.DeadLetters;
using LatamFunctions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Takes batches of messages from the Event Hub and returns only when each event is in Azure Data Explorer or in the dead-letter
/// table. Otherwise it throws, and the retry policy without end calls it again with the same batch. Both matter: the host moves
/// the checkpoint after a failed invocation too, unless a retry policy holds it back.
/// </summary>
public sealed class IngestFlightEvents(
    FlightEventStore store,
    DeadLetterStore deadLetters,
    IngestMetrics metrics,
    TimeProvider time,
    ILogger<IngestFlightEvents> logger)
{
    /// <summary>Rows are sent before this many bytes are exceeded by more than one message: memory stays bounded.</summary>
    private const int FlushBytes = 4 * 1024 * 1024;

    [Function("IngestFlightEvents")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger("flight-events", ConsumerGroup = "ingest", Connection = "EventHubs")] EventData[] events,
        FunctionContext context)
    {
        var partitionId = TriggerPartition.IdOf(context);
        var start = time.GetTimestamp();
        try
        {
            var (count, stored) = await IngestAsync(events, partitionId, context.CancellationToken);
            var elapsed = time.GetElapsedTime(start);
            metrics.Received(events.Length, count);
            metrics.Duration(elapsed);
            if (events.Length > 0)
                metrics.Lag(partitionId, time.GetUtcNow() - events[^1].EnqueuedTime);
            logger.BatchIngested(
                partitionId, SequenceNumberOf(events), events.Length, count, stored, count - stored, (long)elapsed.TotalMilliseconds);
        }
        catch (Exception e)
        {
            logger.BatchFailed(
                e, partitionId, SequenceNumberOf(events), events.Length, KustoFailures.Classify(e, context.CancellationToken));
            throw;
        }
    }

    private static long? SequenceNumberOf(EventData[] events) => events.Length > 0 ? PositionOf(events[^1], "").SequenceNumber : null;

    private static StreamPosition PositionOf(EventData message, string partitionId) => new(
        partitionId,
        message.OffsetString,
        message.SequenceNumber == long.MinValue ? null : message.SequenceNumber,
        message.EnqueuedTime);

    private async Task<(int Events, int Stored)> IngestAsync(EventData[] messages, string partitionId, CancellationToken cancellationToken)
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        int events = 0, stored = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            events += Read(messages[i], i, PositionOf(messages[i], partitionId), reader, now, batch);
            if (batch.Length >= FlushBytes || i == messages.Length - 1)
            {
                stored += await store.StoreAsync(batch, cancellationToken);
                await KeepRejectedAsync(batch, messages, partitionId, now, cancellationToken);
                batch.Clear();
            }
        }

        metrics.Stored(stored);
        return (events, stored);
    }

    private static int Read(
        EventData message, int index, in StreamPosition position, FlightEventReader reader, DateTimeOffset now, FlightEventBatch batch)
    {
        var packed = message.EventBody.ToMemory();
        if (MessageBody.TryUnpack(packed, MessageBody.EncodingOf(message.Properties), out var body, out var fault))
            return reader.Read(body, index, in position, now, batch);

        batch.Rejected.Add(new RejectedEvent(index, 0, packed, IngestStage.Decoded, [fault!]));
        return 1;
    }

    private async Task KeepRejectedAsync(
        FlightEventBatch batch, EventData[] messages, string partitionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (batch.Rejected.Count == 0)
            return;

        var letters = batch.Rejected.ConvertAll(rejected =>
        {
            var message = messages[rejected.MessageIndex];
            return new DeadLetter(
                PositionOf(message, partitionId),
                rejected.EventIndex,
                rejected.Stage,
                rejected.Faults,
                message.ContentType,
                message.Properties.AsReadOnly(),
                rejected.Body,
                now);
        });
        await deadLetters.AddAsync(letters, cancellationToken);
        foreach (var letter in letters)
        {
            logger.DeadLettered(letter.EventIndex, partitionId, letter.Position.SequenceNumber, letter.Stage, string.Join(", ", letter.Reasons));
            foreach (var reason in letter.Reasons)
                metrics.DeadLettered(reason, letter.Stage);
        }
    }
}
