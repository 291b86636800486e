using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Publishing;

/// <summary>
/// Sends events to the event hub and waits until the hub has acknowledged them. An output binding is not suitable because it cannot set a
/// partition key, sends events after the response, and does not report failures to the client.
/// </summary>
public sealed class FlightEventPublisher(EventHubProducerClient hub, ILogger<FlightEventPublisher> logger)
{
    /// <summary>The maximum size of a send operation, including properties and framing. The hub accepts 1 MiB.</summary>
    private const int MaxSendBytes = 1000 * 1024;

    /// <summary>The estimated size of framing and properties, including a trace context of up to 600 bytes.</summary>
    private const int EventOverheadBytes = 1024;

    /// <summary>
    /// The maximum number of concurrent send operations per request. Each flight requires a separate send operation, because a send
    /// operation has one partition key.
    /// </summary>
    private const int Concurrency = 16;

    /// <returns>
    /// The indexes of the events that the hub did not acknowledge, in ascending order. The hub might have stored these events.
    /// </returns>
    internal async Task<IReadOnlyList<int>> PublishAsync(IReadOnlyList<FlightEventMessage> events, CancellationToken cancellationToken)
    {
        var failed = new ConcurrentBag<int>();
        var failures = new ConcurrentQueue<Exception>();
        var flights = Enumerable.Range(0, events.Count).GroupBy(i => events[i].FlightId);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(flights, options, async (flight, cancellation) =>
        {
            foreach (var index in await SendFlightAsync(events, [.. flight], flight.Key, failures, cancellation))
                failed.Add(index);
        });

        // Writes one log entry per request, because one entry per flight could fill the disk.
        if (failures.TryPeek(out var first))
            logger.PublishFailed(first, failed.Count, failures.Count);
        logger.Published(events.Count - failed.Count);
        return [.. failed.Order()];
    }

    /// <summary>
    /// Sends a flight's events in order. The method stops at the first failure, because a later event must not be stored before an earlier
    /// event.
    /// </summary>
    private async Task<IReadOnlyList<int>> SendFlightAsync(
        IReadOnlyList<FlightEventMessage> events,
        int[] indexes,
        string flightId,
        ConcurrentQueue<Exception> failures,
        CancellationToken cancellationToken)
    {
        var sent = 0;
        while (sent < indexes.Length)
        {
            var count = EventsThatFit(events, indexes.AsSpan(sent));
            using var span = EventSpans.StartSend(count);
            try
            {
                await hub.SendAsync(
                    indexes[sent..(sent + count)].Select(i => ToEventData(events[i], span)),
                    new SendEventOptions { PartitionKey = flightId },
                    cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                span.Fail(e);
                failures.Enqueue(e);
                return indexes[sent..];
            }

            sent += count;
        }

        return [];
    }

    private static int EventsThatFit(IReadOnlyList<FlightEventMessage> events, ReadOnlySpan<int> indexes)
    {
        var count = 0;
        var bytes = 0;
        while (count < indexes.Length && (bytes += events[indexes[count]].Body.Length + EventOverheadBytes) <= MaxSendBytes)
            count++;
        return Math.Max(count, 1);
    }

    private static EventData ToEventData(FlightEventMessage message, Activity? send)
    {
        var data = new EventData(message.Body) { ContentType = message.ContentType ?? "application/json", MessageId = message.EventId };
        foreach (var (name, value) in message.Properties)
            data.Properties[name] = value;
        send.Inject(data.Properties);
        return data;
    }
}
