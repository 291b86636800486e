using System.Diagnostics;

namespace LocalStack.Demo;

/// <summary>
/// Measures from publish to queryable: from the moment an event's send was acknowledged until a KQL query through the engine's
/// REST API finds a row of it that was enqueued by that send.
/// </summary>
internal sealed class LatencyProbe(KustoRestClient kusto)
{
    /// <param name="eventId">An event of the send.</param>
    /// <param name="sentAt">Before the send began.</param>
    /// <param name="acknowledged">When it was acknowledged, by <see cref="Stopwatch"/>.</param>
    /// <param name="interval">Between two queries; the measure is that much too long at most.</param>
    public async Task<TimeSpan> MeasureAsync(string eventId, DateTimeOffset sentAt, long acknowledged, TimeSpan interval, CancellationToken cancellationToken)
    {
        // Event Hubs' times are whole milliseconds.
        var query = $"FlightEvents | where EnqueuedAt >= datetime({sentAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z) and EventId == '{eventId}' | count";
        while (await kusto.CountAsync(query, cancellationToken).ConfigureAwait(false) == 0)
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(acknowledged);
    }
}
