using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Reads the records for a search by enqueued time, newest first, across all Event Hubs partitions. The table sorts records by hour, then
/// by partition, so the records of each hour are read and sorted in memory. To limit memory, the records of an hour with more than
/// <see cref="MaxSorted"/> records are merged from one sorted stream per partition.
/// </summary>
internal sealed class NewestFirst(TableClient table, DeadLetterSearch search)
{
    /// <summary>The maximum number of records in an hour that is sorted in memory.</summary>
    public const int MaxSorted = 1000;

    /// <summary>The maximum number of entities in a response from the Table service.</summary>
    private const int MaxPerRequest = 1000;

    private readonly string[] _columns = [.. ScannedDeadLetter.Columns(search)];

    public async IAsyncEnumerable<ScannedDeadLetter> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = search.FilterByTime();
        while (from is not null)
        {
            var (sorted, next, large) = await ReadHoursAsync(from, cancellationToken);
            foreach (var deadLetter in sorted)
                yield return deadLetter;
            if (large is not null)
            {
                await foreach (var deadLetter in MergeAsync(large, cancellationToken))
                    yield return deadLetter;
            }

            from = next;
        }
    }

    /// <summary>
    /// Reads and sorts whole hours until there are <see cref="MaxSorted"/> records, no records remain, or an hour is too large.
    /// </summary>
    /// <returns>
    /// The sorted records, the filter for the remaining records (<c>null</c> if none remain), and the hour that is too large and must be
    /// merged before the remaining records are read (<c>null</c> if there is no such hour).
    /// </returns>
    private async Task<(List<ScannedDeadLetter> Sorted, string? Next, string? Large)> ReadHoursAsync(
        string filter, CancellationToken cancellationToken)
    {
        var sorted = new List<ScannedDeadLetter>();
        var hour = new List<ScannedDeadLetter>();
        await foreach (var deadLetter in QueryAsync(filter, cancellationToken))
        {
            if (hour.Count > 0 && hour[0].Record.Key.Hour != deadLetter.Record.Key.Hour)
            {
                var next = After(hour[0].Record.Key.Hour);
                sorted.AddRange(hour.Order(Comparer));
                hour.Clear();
                if (sorted.Count >= MaxSorted)
                    return (sorted, next, null);
            }

            hour.Add(deadLetter);
            if (hour.Count > MaxSorted)
                return (sorted, After(hour[0].Record.Key.Hour), hour[0].Record.Key.Hour);
        }

        sorted.AddRange(hour.Order(Comparer));
        return (sorted, null, null);
    }

    /// <summary>
    /// Merges the partitions' streams. Each stream is sorted by enqueued time, because within an Event Hubs partition, the enqueued time
    /// never decreases as the sequence number increases.
    /// </summary>
    private async IAsyncEnumerable<ScannedDeadLetter> MergeAsync(string hour, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var streams = new List<IAsyncEnumerator<ScannedDeadLetter>>();
        try
        {
            var heads = new PriorityQueue<IAsyncEnumerator<ScannedDeadLetter>, ScannedDeadLetter>(Comparer);
            for (var last = hour; await FirstPartitionAfterAsync(last, hour, cancellationToken) is { } partition; last = partition)
            {
                var stream = QueryAsync($"{search.FilterByTime()} and PartitionKey eq '{partition}'", cancellationToken)
                    .GetAsyncEnumerator(cancellationToken);
                streams.Add(stream);
                if (await stream.MoveNextAsync())
                    heads.Enqueue(stream, stream.Current);
            }

            while (heads.TryDequeue(out var stream, out var deadLetter))
            {
                yield return deadLetter;
                if (await stream.MoveNextAsync())
                    heads.Enqueue(stream, stream.Current);
            }
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
    }

    private async Task<string?> FirstPartitionAfterAsync(string last, string hour, CancellationToken cancellationToken)
    {
        var filter = $"{search.FilterByTime()} and PartitionKey gt '{last}' and PartitionKey lt '{hour}.'";
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, maxPerPage: 1, ["PartitionKey"], cancellationToken))
            return entity.PartitionKey;
        return null;
    }

    private async IAsyncEnumerable<ScannedDeadLetter> QueryAsync(
        string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, MaxPerRequest, _columns, cancellationToken))
            yield return ScannedDeadLetter.From(entity, search);
    }

    /// <summary>
    /// Returns the filter for the records after an hour. In partition keys, '-' follows the hour, and '.' sorts after '-'.
    /// </summary>
    private string After(string hour) => $"{search.FilterByTime()} and PartitionKey gt '{hour}.'";

    private static readonly Comparer<ScannedDeadLetter> Comparer = Comparer<ScannedDeadLetter>.Create((one, other) =>
    {
        var (a, b) = (one.Record, other.Record);
        return b.EnqueuedAt.CompareTo(a.EnqueuedAt) is not 0 and var byTime ? byTime
            : string.CompareOrdinal(a.Key.PartitionKey, b.Key.PartitionKey) is not 0 and var byPartition ? byPartition
            : string.CompareOrdinal(a.Key.RowKey, b.Key.RowKey);
    });
}
