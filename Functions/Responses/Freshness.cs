using LatamFunctions.Kusto;

namespace LatamFunctions.Responses;

/// <summary>
/// The freshness of responses: the time at which the newest stored event was enqueued. The database is queried at most once per second.
/// Requests at the same time share a query, and one that failed is not repeated for a second: while the database does not respond, none
/// waits for another.
/// </summary>
public sealed class Freshness(KustoClient kusto, TimeProvider time)
{
    public static readonly KustoQuery Query = new("Freshness", "Freshness()");

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<DateTimeOffset?>? _latest;
    private long _latestAt;

    /// <param name="cancellationToken">A token to cancel the wait; the query continues for others.</param>
    /// <returns>Null if no event was stored for a week.</returns>
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
        // A result is as old as its query; a failure is stored for a second after it ended.
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
