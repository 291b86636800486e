using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Reads pages of dead letters. Before a record is matched against the search, its state is updated if its replayed events have been
/// stored.
/// </summary>
public sealed class DeadLetterList(TableClient table, ReplayCompletion completion)
{
    /// <summary>
    /// The maximum number of records read for a page. Reasons and states are not part of the key, so without this limit, a search for a
    /// rare reason or state could read the whole table for one response.
    /// </summary>
    public const int MaxScanned = 5000;

    /// <summary>The number of body bytes after which a page with a text search ends.</summary>
    public const int MaxScannedBytes = 32 * 1024 * 1024;

    /// <summary>The maximum number of entities in a response from the Table service.</summary>
    private const int MaxPerRequest = 1000;

    /// <summary>The maximum number of records whose replays are looked up in one query.</summary>
    private const int ReplaysPerQuery = 100;

    /// <summary>
    /// Returns a page of the records that match <paramref name="search"/>, newest first. A page before the last page can have fewer records
    /// than the limit, or no records.
    /// </summary>
    internal Task<DeadLetterPage> NewestFirstAsync(DeadLetterSearch search, CancellationToken cancellationToken) =>
        PageAsync(new NewestFirst(table, search).ReadAsync(cancellationToken), search, cancellationToken);

    /// <summary>
    /// Returns a page of the records that match <paramref name="search"/>, in key order. Reading in key order costs less, and suffices for
    /// operations on all matching records.
    /// </summary>
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
            await foreach (var chunk in deadLetters.Chunk(ReplaysPerQuery).WithCancellation(cancellationToken))
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
            // The table does not exist if no event has ever been rejected.
        }

        return new DeadLetterPage(records, null);
    }
}
