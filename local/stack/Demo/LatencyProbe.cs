using System.Diagnostics;
using LocalStack.Kusto;

namespace LocalStack.Demo;

/// <summary>
/// Measures from publish to queryable: from the moment an event's send was acknowledged until a KQL query through the engine's
/// REST API finds a row of it that was enqueued by that send.
/// </summary>
internal sealed class LatencyProbe(KustoRestClient kusto)
{
    /// <param name="send">Its last event is looked for.</param>
    /// <param name="interval">Between two queries; the measure is that much too long at most.</param>
    public async Task<TimeSpan> MeasureAsync(PublishedSend send, TimeSpan interval, CancellationToken cancellationToken)
    {
        var eventId = SampleFlight.EventId(send.LastRow);
        var query = $"FlightEvents | where EnqueuedAt >= {KqlText.From(send.SentAt)} and EventId == '{eventId}' | count";
        while (await kusto.CountAsync(query, cancellationToken).ConfigureAwait(false) == 0)
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(send.Acknowledged);
    }
}
