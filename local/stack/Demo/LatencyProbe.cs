using System.Diagnostics;
using LocalStack.Kusto;

namespace LocalStack.Demo;

/// <summary>
/// Measures from publish to queryable: from the acknowledgment of an event's send until a KQL query through the engine's REST API finds a
/// row of it that was enqueued by that send.
/// </summary>
internal sealed class LatencyProbe(KustoRestClient kusto)
{
    /// <param name="send">The send, whose last event is searched for.</param>
    /// <param name="interval">The interval between two queries, which is the maximum error of the measured time.</param>
    public async Task<TimeSpan> MeasureAsync(PublishedSend send, TimeSpan interval, CancellationToken cancellationToken)
    {
        var eventId = SampleFlight.EventId(send.LastRow);
        var query = $"FlightEvents | where EnqueuedAt >= {KqlText.From(send.SentAt)} and EventId == '{eventId}' | count";
        while (await kusto.CountAsync(query, cancellationToken).ConfigureAwait(false) == 0)
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(send.Acknowledged);
    }
}
