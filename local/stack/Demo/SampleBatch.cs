using System.Runtime.CompilerServices;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace LocalStack.Demo;

/// <summary>A batch of sample flights with one message per flight.</summary>
/// <param name="Events">The batch of the SDK's client.</param>
/// <param name="LastRow">The row of the last flight.</param>
internal sealed record SampleBatch(EventDataBatch Events, long LastRow) : IDisposable
{
    /// <summary>
    /// Fills batches up to the event hub's size limit, one at a time. A flight that exceeds the limit of a batch starts the next batch.
    /// The caller must dispose the batches.
    /// </summary>
    /// <exception cref="InvalidOperationException">A flight exceeds the limit of an empty batch.</exception>
    public static async IAsyncEnumerable<SampleBatch> CreateAsync(
        EventHubProducerClient producer,
        IEnumerable<SampleEvent> flights,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = await producer.CreateBatchAsync(cancellationToken).ConfigureAwait(false);
        var lastRow = 0L;
        foreach (var flight in flights)
        {
            var message = new EventData(flight.Body);
            if (!batch.TryAdd(message))
            {
                yield return new SampleBatch(batch, lastRow);
                batch = await producer.CreateBatchAsync(cancellationToken).ConfigureAwait(false);
                if (!batch.TryAdd(message))
                {
                    throw new InvalidOperationException(
                        $"The event for row {flight.Row} exceeds the event hub's limit of {batch.MaximumSizeInBytes} bytes.");
                }
            }

            lastRow = flight.Row;
        }

        if (batch.Count > 0)
            yield return new SampleBatch(batch, lastRow);
    }

    public void Dispose() => Events.Dispose();
}
