using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Import;

/// <summary>
/// Reads a file, maps its records to events, validates the events with the rules of ingestion, and publishes the valid events. Records are
/// processed in rounds. The progress is saved after the hub has acknowledged a round, so an interrupted run resumes after that round. Event
/// ids are derived from the records, so an event that is published twice counts once.
/// </summary>
/// <param name="options">The options of the program.</param>
/// <param name="map">The map from records to events.</param>
/// <param name="time">The clock with which the times of events are compared.</param>
internal sealed class Importer(ImportOptions options, FlightMap map, TimeProvider time)
{
    public const int RecordsPerRound = 5_000;

    /// <summary>Publishes the records after <paramref name="progress"/>.</summary>
    /// <param name="progress">The progress of an earlier run, from <see cref="ImportProgress.Load"/>.</param>
    /// <param name="sendAsync">Sends the messages of a round, and completes when the hub has acknowledged all messages.</param>
    /// <param name="rejects">Receives the rejected records.</param>
    /// <param name="report">Receives the numbers of records read and events published, after each round.</param>
    /// <param name="cancellationToken">A token to cancel the import after the current round.</param>
    /// <returns>The number of events published by this run.</returns>
    public async Task<long> RunAsync(
        ImportProgress progress,
        Func<IReadOnlyList<EventData>, CancellationToken, Task> sendAsync,
        RejectLog rejects,
        Action<long, long> report,
        CancellationToken cancellationToken)
    {
        using var engine = new MapEngine(map, options.File.LastWriteTimeUtc);
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var published = 0L;
        var number = progress.Records;
        foreach (var round in RecordSource.Read(options.File, map, options.Encoding).Skip((int)progress.Records).Chunk(RecordsPerRound))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var records = new List<(long, string)>(round.Length);
            foreach (var record in round)
            {
                number++;
                if (record.Json is { } json)
                    records.Add((number, json));
                else
                    rejects.Add(number, [new ValidationError(ValidationError.WholeEvent, EventRule.Malformed, record.Error!)], default);
            }

            var events = new List<ReadOnlyMemory<byte>>(records.Count);
            foreach (var mapped in engine.Map(records))
            {
                if (ErrorsOf(mapped, reader, batch) is { Count: > 0 } errors)
                    rejects.Add(mapped.Number, errors, mapped.Event);
                else
                    events.Add(mapped.Event);
            }

            rejects.Flush();
            if (!options.IsDryRun)
            {
                await sendAsync(MessageBuilder.Pack(events), cancellationToken);
                (progress with { Records = number }).Save(options.ProgressPath);
            }

            published += events.Count;
            report(number, published);
        }

        if (!options.IsDryRun)
            (progress with { Records = number, IsComplete = true }).Save(options.ProgressPath);
        return published;
    }

    private IReadOnlyList<ValidationError> ErrorsOf(MappedRecord mapped, FlightEventReader reader, FlightEventBatch batch)
    {
        if (mapped.Rejected is { } reason)
            return [new ValidationError(ValidationError.WholeEvent, EventRule.Required, reason)];

        batch.Clear();
        var position = new StreamPosition("", null, null, time.GetUtcNow());
        reader.Read(mapped.Event, 0, in position, time.GetUtcNow(), batch);
        return batch.Rejected is [var rejected, ..] ? rejected.Errors : [];
    }
}
