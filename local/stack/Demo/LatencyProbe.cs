using System.Diagnostics;
using LocalStack.Kusto;

namespace LocalStack.Demo;

/// <summary>
/// Measures how long events take to become queryable: from the acknowledgment of a send until a KQL query through the engine's REST API
/// returns a row from this send.
/// </summary>
internal sealed class LatencyProbe(KustoRestClient kusto)
{
    /// <param name="send">The send. The probe queries for the last event in the send.</param>
    /// <param name="interval">The interval between queries, which is the maximum error of the measured time.</param>
    public async Task<TimeSpan> MeasureAsync(PublishedSend send, TimeSpan interval, CancellationToken cancellationToken)
    {
        var eventId = SampleFlight.EventId(send.LastRow);
        var query = $"FlightEvents | where EnqueuedAt >= {KqlText.From(send.SentAt)} and EventId == '{eventId}' | count";
        while (await kusto.CountAsync(query, cancellationToken).ConfigureAwait(false) == 0)
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(send.Acknowledged);
    }
}
