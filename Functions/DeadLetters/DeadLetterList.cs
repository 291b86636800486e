using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>Pages of dead letters. A replay that has arrived in the store is marked before its record is compared with a search.</summary>
public sealed class DeadLetterList(TableClient table, ReplayCompletion completion)
{
    /// <summary>
    /// The records that a page reads at most. Reasons and states are not keys, so a rare one could otherwise mean reading the whole table
    /// for one response.
    /// </summary>
    public const int MaxScanned = 5000;

    /// <summary>Bytes of bodies that one page searches for a string.</summary>
    public const int MaxScannedBytes = 32 * 1024 * 1024;

    /// <summary>The maximum number of entities in one response of the service.</summary>
    private const int MaxPerRequest = 1000;

    /// <summary>The number of replays that one query looks up in the store.</summary>
    private const int SettledAtOnce = 100;

    /// <summary>
    /// The records that match <paramref name="search"/>, newest first. A page may have fewer than the limit, even none, and still not be
    /// the last.
    /// </summary>
    internal Task<DeadLetterPage> NewestFirstAsync(DeadLetterSearch search, CancellationToken cancellationToken) =>
        PageAsync(new NewestFirst(table, search).ReadAsync(cancellationToken), search, cancellationToken);

    /// <summary>The same records by their keys: the cheaper order, for what is done to all of them.</summary>
    internal Task<DeadLetterPage> ByKeyAsync(DeadLetterSearch search, CancellationToken cancellationToken) => PageAsync(
        table.QueryAsync<TableEntity>(search.FilterByKey(), MaxPerRequest, ScannedDeadLetter.Columns(search), cancellationToken)
            .Select(entity => ScannedDeadLetter.From(entity, search)),
        search,
        cancellationToken);

    private async Task<DeadLetterPage> PageAsync(
        IAsyncEnumerable<ScannedDeadLetter> deadLetters, DeadLetterSearch search, CancellationToken cancellationToken)
    {
        var records = new List<DeadLetterRecord>();
        var (scanned, bytes) = (0, 0);
        try
        {
            await foreach (var chunk in deadLetters.Chunk(SettledAtOnce).WithCancellation(cancellationToken))
            {
                var completed = await completion.CompleteAsync([.. chunk.Select(deadLetter => deadLetter.Record)], cancellationToken);
                for (var i = 0; i < chunk.Length; i++)
                {
                    bytes += chunk[i].Bytes;
                    if (chunk[i].HasText && search.Matches(completed[i]))
                        records.Add(completed[i]);
                    if (records.Count == search.Limit || ++scanned == MaxScanned || bytes >= MaxScannedBytes)
                        return new DeadLetterPage(records, DeadLetterCursor.From(completed[i]));
                }
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The table does not exist if no event was ever rejected.
        }

        return new DeadLetterPage(records, null);
    }
}
