using LatamFunctions.Kusto;

namespace LatamFunctions.Responses;

/// <summary>How fresh answers are: when the newest stored event had come in. Asked at most once a second.</summary>
public sealed class Freshness(KustoClient kusto, TimeProvider time) : IDisposable
{
    public static readonly KustoQuery Query = new("Freshness", "Freshness()");

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private Known? _known;

    /// <returns>Null if nothing came in for a week.</returns>
    public async Task<DateTimeOffset?> NewestEventAsync(CancellationToken cancellationToken)
    {
        if (Current is { } current)
            return current.NewestEvent;

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Current is { } meanwhile)
                return meanwhile.NewestEvent;

            var now = time.GetTimestamp();
            using var rows = await kusto.ExecuteAsync(Query, cancellationToken);
            var newest = rows.HasRow && rows.Reader.GetValue(0) is DateTime at
                ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))
                : (DateTimeOffset?)null;
            _known = new Known(newest, now);
            return newest;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private Known? Current => _known is { } known && time.GetElapsedTime(known.At) < FreshFor ? known : null;

    private sealed record Known(DateTimeOffset? NewestEvent, long At);
}
