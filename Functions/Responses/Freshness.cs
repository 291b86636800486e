using LatamFunctions.Kusto;

namespace LatamFunctions.Responses;

/// <summary>
/// Provides the enqueued time of the newest stored event. The database is queried at most once per second. Concurrent requests share a
/// query. A failed query is not repeated for one second, so that requests do not wait for each other while the database is unavailable.
/// </summary>
public sealed class Freshness(KustoClient kusto, TimeProvider time)
{
    public static readonly KustoQuery Query = new("Freshness", "Freshness()");

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<DateTimeOffset?>? _latest;
    private long _latestAt;

    /// <param name="cancellationToken">A token to cancel the wait. The query continues for other callers.</param>
    /// <returns>The time; <c>null</c> if no event was stored in the last week.</returns>
    public Task<DateTimeOffset?> NewestEventAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(Volatile.Read(ref _latestAt)) >= FreshFor))
                _latest = ExecuteAsync();
            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<DateTimeOffset?> ExecuteAsync()
    {
        // The age of a result is measured from the start of the query, but the age of a failure is measured from the time of the failure.
        var at = time.GetTimestamp();
        try
        {
            using var rows = await kusto.ExecuteAsync(Query, CancellationToken.None);
            return rows.HasRow && rows.Reader.GetValue(0) is DateTime newest
                ? new DateTimeOffset(DateTime.SpecifyKind(newest, DateTimeKind.Utc))
                : null;
        }
        catch
        {
            at = time.GetTimestamp();
            throw;
        }
        finally
        {
            Volatile.Write(ref _latestAt, at);
        }
    }
}
