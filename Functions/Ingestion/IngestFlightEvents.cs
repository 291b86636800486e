using Azure.Messaging.EventHubs;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Ingests batches of messages from the event hub. The function returns only when each event is in Azure Data Explorer or in the
/// dead-letter table. If an event can be stored in neither place, the function throws an exception, and the unlimited retry policy invokes
/// the function again with the same batch. The retry policy is required, because without it, the host advances the checkpoint even after a
/// failed invocation.
/// </summary>
public sealed class IngestFlightEvents(
    FlightEventStore store,
    DeadLetterStore deadLetterStore,
    UnfinishedBatches unfinished,
    IngestMetrics metrics,
    IOptions<MessageLimits> limits,
    TimeProvider time,
    ILogger<IngestFlightEvents> logger)
{
    /// <summary>
    /// The size, in bytes, of rows or of decompressed bodies after which a round reads no further messages, to limit memory.
    /// </summary>
    private const int RoundBytes = 4 * 1024 * 1024;

    /// <summary>The number of rejected events after which a round reads no further messages.</summary>
    private const int RoundRejected = 1_000;

    [Function("IngestFlightEvents")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:00:15")]
    public async Task Run(
        [EventHubTrigger(EventHubNames.Hub, ConsumerGroup = EventHubNames.ConsumerGroup, Connection = EventHubNames.Connection)]
        [InputConverter(typeof(EventDataConverter))]
        EventData[] events,
        FunctionContext context)
    {
        if (events.Length == 0)
            return;

        var partitionId = PartitionBindingData.IdOf(context);
        var work = unfinished.Resume(partitionId, events, time.GetUtcNow());
        work.Attempts++;
        if (work.Attempts == 1)
            metrics.BatchReceived(events.Length, events.Sum(EventBody.LengthOf));
        using var span = EventSpans.StartProcess(events);
        try
        {
            await IngestAsync(work, events, partitionId, context.CancellationToken);
        }
        catch (Exception e)
        {
            span.Fail(e);
            unfinished.Suspend(partitionId, work);
            metrics.Waiting(partitionId, time.GetUtcNow() - events[^1].EnqueuedTime, time.GetUtcNow() - work.StartedAt);
            logger.BatchFailed(
                e, partitionId, SequenceNumberOf(events[^1]), events.Length, KustoFailures.Classify(e, context.CancellationToken));
            throw;
        }

        using (work)
        {
            var elapsed = time.GetUtcNow() - work.StartedAt;
            metrics.BatchCompleted(partitionId, elapsed, time.GetUtcNow() - events[^1].EnqueuedTime);
            logger.BatchIngested(
                partitionId,
                SequenceNumberOf(events[^1]),
                events.Length,
                work.Events,
                work.Stored,
                work.Events - work.Stored,
                (long)elapsed.TotalMilliseconds);
        }
    }

    private static long? SequenceNumberOf(EventData message) => message.SequenceNumber == long.MinValue ? null : message.SequenceNumber;

    private static StreamPosition PositionOf(EventData message, string partitionId) => new(
        partitionId,
        message.OffsetString,
        SequenceNumberOf(message),
        message.EnqueuedTime);

    /// <summary>
    /// Repeats rounds of three steps (read some megabytes of messages, store the rows, store the dead letters) until the batch is complete.
    /// After a failure, the next invocation continues with the failed round.
    /// </summary>
    private async Task IngestAsync(BatchInProgress work, EventData[] messages, string partitionId, CancellationToken cancellationToken)
    {
        using var reader = new FlightEventReader(limits.Value);
        var batch = work.Batch;
        while (true)
        {
            var decompressed = 0L;
            while (work.NextMessage < messages.Length && batch.Length < RoundBytes && decompressed < RoundBytes
                && batch.Rejected.Count < RoundRejected)
            {
                var read = Read(messages[work.NextMessage], work.NextMessage, partitionId, reader, work.StartedAt, batch, ref decompressed);
                work.EventsOf[work.NextMessage++] = read;
                work.Events += read;
                metrics.Received(read);
            }

            work.Stored += await StoreAsync(batch, messages, cancellationToken);
            await DeadLetterRejectedAsync(work, messages, partitionId, cancellationToken);
            batch.Clear();
            if (work.NextMessage == messages.Length)
                return;
        }
    }

    /// <summary>
    /// Adds the message's events to the batch. If the events cannot be read, the method adds the message as a single rejected event.
    /// </summary>
    /// <returns>The number of events in the message; 1 if the whole message is rejected.</returns>
    private int Read(
        EventData message,
        int index,
        string partitionId,
        FlightEventReader reader,
        DateTimeOffset now,
        FlightEventBatch batch,
        ref long decompressed)
    {
        var start = batch.Mark();
        var compressed = ReadOnlyMemory<byte>.Empty;
        try
        {
            (compressed, var unreadable) = EventBody.Read(message);
            if (unreadable is not null)
                return RejectWholeMessage(unreadable);
            var (body, undecodable) = MessageBody.Decode(
                compressed, message.ContentType, message.Properties, limits.Value.MaxMessageBytes);
            if (undecodable is not null)
                return RejectWholeMessage(undecodable);

            decompressed += body.Equals(compressed) ? 0 : body.Length;
            var read = reader.Read(body, index, PositionOf(message, partitionId), now, batch);
            if (read == 0)
                return RejectWholeMessage(
                    new ValidationError(ValidationError.WholeEvent, EventRule.Malformed, "the message contains no events"));
            if (batch.Rejected is not [.., { IsWholeMessage: true } rejected] || rejected.MessageIndex != index)
                return read;

            // Finds the source here, because the stored body can be compressed.
            var properties = new MessageProperties(message.Properties.AsReadOnly());
            batch.Rejected[^1] = rejected with { Body = compressed, Source = DeadLetterSource.Find(body, properties) };
            return 1;
        }
        catch (Exception e)
        {
            // The exception is not rethrown, because the redelivered batch would fail again and block its partition.
            batch.RollBack(start);
            if (compressed.IsEmpty)
                compressed = EventBody.AmqpBytesOf(message);
            logger.MessageUnreadable(e, partitionId, SequenceNumberOf(message));
            return RejectWholeMessage(e is OutOfMemoryException
                ? new ValidationError(ValidationError.WholeEvent, EventRule.OutOfMemory, "memory ran out while the message was read")
                : new ValidationError(
                    ValidationError.WholeEvent, EventRule.Unreadable, "the message could not be read; the log has the exception"));
        }

        // A message that cannot be read becomes one dead letter with its whole body.
        int RejectWholeMessage(ValidationError error)
        {
            batch.Rejected.Add(new RejectedEvent(index, 0, compressed, IngestStage.Decoded, [error]) { IsWholeMessage = true });
            return 1;
        }
    }

    private async Task<int> StoreAsync(FlightEventBatch batch, EventData[] messages, CancellationToken cancellationToken)
    {
        var completed = batch.CompletedRows;
        try
        {
            return await store.StoreAsync(batch, cancellationToken);
        }
        finally
        {
            metrics.EndToEnd(time.GetUtcNow(), batch.Rows[completed..batch.CompletedRows], messages);
        }
    }

    private async Task DeadLetterRejectedAsync(
        BatchInProgress work, EventData[] messages, string partitionId, CancellationToken cancellationToken)
    {
        if (work.Batch.Rejected.Count == 0)
            return;

        // Rejected events are in message order, so a message's properties are converted only once.
        var (propertiesOf, properties) = (-1, MessageProperties.None);
        var deadLetters = work.Batch.Rejected.ConvertAll(rejected =>
        {
            var message = messages[rejected.MessageIndex];
            if (propertiesOf != rejected.MessageIndex)
                (propertiesOf, properties) = (rejected.MessageIndex, new MessageProperties(message.Properties.AsReadOnly()));
            return new DeadLetter(
                PositionOf(message, partitionId),
                rejected.EventIndex,
                rejected.Stage,
                rejected.Errors,
                work.Attempts,
                rejected.Schema,
                message.ContentType,
                properties,
                rejected.Body,
                work.StartedAt)
            {
                Source = rejected.Source ?? DeadLetterSource.Find(rejected.Body, properties),
                IsWholeMessage = rejected.IsWholeMessage,
                MessageEvents = rejected.IsWholeMessage ? null : work.EventsOf[rejected.MessageIndex],
            };
        });
        await deadLetterStore.AddAsync(deadLetters, cancellationToken);
        foreach (var deadLetter in deadLetters)
        {
            var reasons = string.Join(", ", deadLetter.Reasons);
            logger.DeadLettered(
                DeadLetterKey.From(deadLetter).Id,
                deadLetter.Source,
                deadLetter.EventIndex,
                partitionId,
                deadLetter.Position.SequenceNumber,
                deadLetter.Stage,
                reasons);
            metrics.DeadLettered(deadLetter.Errors[0].Rule, deadLetter.Stage);
        }
    }
}
