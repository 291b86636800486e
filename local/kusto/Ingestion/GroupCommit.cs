using System.Diagnostics;
using System.Threading.Channels;
using LocalKusto.Catalog;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Storage;

namespace LocalKusto.Ingestion;

/// <summary>
/// Stores the batches of many requests in one transaction. Batches that arrive while a commit waits for the disk are committed together in
/// the next transaction, so they share the cost of a commit.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(200);

    private const int MaxBatchesPerCommit = 64;

    private readonly KustoDatabase _database;
    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _committing;

    public GroupCommit(KustoDatabase database)
    {
        _database = database;
        _committing = Task.Run(CommitAllAsync);
    }

    /// <summary>Stores the rows. When the task completes, the rows are on disk and visible to queries.</summary>
    /// <exception cref="TableAlteredException">The table was altered while the batch was being read. No row was stored.</exception>
    /// <exception cref="KustoRequestException">
    /// The rows could not be stored, for example because the disk is full or a management command took too long.
    /// </exception>
    public Task CommitAsync(RowBatch batch)
    {
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pending = new Pending(batch, committed, Stopwatch.GetTimestamp());
        return _pending.Writer.TryWrite(pending)
            ? pending.Committed.Task
            : throw new KustoRequestException(503, "ServiceUnavailable", "KustoServiceUnavailableException", "The engine is stopping.",
                isPermanent: false);
    }

    /// <summary>Commits the pending batches and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _committing.ConfigureAwait(false);
    }

    private async Task CommitAllAsync()
    {
        var group = new List<Pending>();
        while (await _pending.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < MaxBatchesPerCommit && _pending.Reader.TryRead(out var pending))
                group.Add(pending);
            Commit(group);
        }
    }

    private void Commit(List<Pending> group)
    {
        try
        {
            // The first batch in the group has waited the longest, including the time in which earlier groups were committed. MinWait is
            // enough for a short lock, such as the end of a view's refresh.
            var left = _database.MaxIngestionWait - Stopwatch.GetElapsedTime(group[0].Since);
            var stored = _database.Write(
                group.Select(pending => pending.Batch.Target.Table),
                (connection, catalog) => Append(group, connection, catalog),
                left > MinWait ? left : MinWait);
            foreach (var pending in group)
            {
                if (stored.Contains(pending))
                    pending.Committed.SetResult();
                else
                    pending.Committed.SetException(new TableAlteredException(pending.Batch.Target.Table.Name));
            }
        }
        catch (Exception e)
        {
            // The waiting requests report this failure. The next group is committed independently.
            var failure = e is DuckDbException duckDb ? KustoRequestException.NotStored(duckDb) : e;
            foreach (var pending in group)
                pending.Committed.TrySetException(failure);
        }
    }

    private static HashSet<Pending> Append(List<Pending> group, DuckDbConnection connection, KustoCatalog catalog)
    {
        var stored = new HashSet<Pending>();
        foreach (var table in group.GroupBy(pending => pending.Batch.Target.Table))
        {
            if (catalog.Tables.GetValueOrDefault(table.Key.Name) != table.Key)
                continue;
            using var appender = connection.CreateAppender(table.Key.PhysicalName);
            foreach (var pending in table)
            {
                pending.Batch.AppendTo(appender);
                stored.Add(pending);
            }
            appender.Flush();
        }
        return stored;
    }

    private sealed record Pending(RowBatch Batch, TaskCompletionSource Committed, long Since);
}
