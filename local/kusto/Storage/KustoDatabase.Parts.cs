using LocalKusto.Catalog;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Views;

namespace LocalKusto.Storage;

/// <summary>The refresh and the compaction of materialized parts.</summary>
internal sealed partial class KustoDatabase
{
    /// <summary>
    /// Adds new rows of the source to the materialized part of a view, while other reads and writes continue. One commit saves the part and
    /// its position in the source. If there are few new rows and the view selects none of them, only the position in memory changes. A
    /// query that started with the earlier position combines some rows with the part again, which does not change the result.
    /// </summary>
    /// <param name="view">The name of the view. A view without a materialized part is not changed.</param>
    /// <param name="maxRows">
    /// The maximum number of rows to add. This limits the memory use and the work that is repeated after a crash.
    /// </param>
    /// <param name="utcNow">The time of the refresh.</param>
    /// <param name="beforeCommit">Called after the rows are added to the materialized part and before the commit.</param>
    /// <returns>The part if it includes all rows that the source had at the time of the call, otherwise <c>null</c>.</returns>
    public MaterializedPartDefinition? Refresh(string view, long maxRows, DateTime utcNow, Action? beforeCommit = null)
    {
        var catalog = _catalog;
        if (!catalog.Parts.TryGetValue(view, out var part) || part.IncrementalView is not { } incrementalView)
            return null;
        var maintenance = new ViewMaintenance(incrementalView);
        using var statement = Workers.Begin();
        using var lease = Connections.Rent();
        var connection = lease.Connection;
        try
        {
            connection.Execute("BEGIN TRANSACTION");
            var count = MaterializedPartStore.RowCount(connection, part.Source);
            var refreshed = MaterializedPartStore.Refresh(connection, part, maintenance, Math.Min(count, part.Rows + maxRows));
            beforeCommit?.Invoke();
            lock (_changingParts)
            {
                // The part could have been replaced during the refresh. If the stored position is unchanged, there is nothing to commit.
                var isCurrent = IsCurrent(part);
                if (isCurrent && refreshed.StoredRows > part.StoredRows)
                    MaterializedPartStore.Commit(connection, refreshed);
                else
                    connection.Execute("ROLLBACK");
                if (!isCurrent)
                    return null;
                lock (_writing)
                {
                    // The lock blocks writes, so this count includes all rows.
                    var hasDelta = MaterializedPartStore.RowCount(connection, part.Source) > refreshed.Rows;
                    // A command can have changed the names of the view's columns during the refresh.
                    refreshed = _catalog.Parts[view] with
                    {
                        Rows = refreshed.Rows,
                        StoredRows = refreshed.StoredRows,
                        LastRun = utcNow,
                        Failure = null,
                        HasDelta = hasDelta,
                        MaterializedTo = refreshed.Rows >= count ? utcNow : part.MaterializedTo,
                    };
                    _catalog = _catalog.With(refreshed);
                }
                return refreshed.Rows >= count ? refreshed : null;
            }
        }
        catch (Exception e)
        {
            connection.TryRollback();
            lock (_writing)
            {
                // A compaction or a command can have replaced the part during the refresh.
                if (!IsCurrent(part) && e is DuckDbException)
                    return null;
                if (IsCurrent(part))
                    _catalog = _catalog.With(_catalog.Parts[view] with { LastRun = utcNow, Failure = e.Message });
            }
            throw;
        }
    }

    /// <summary>
    /// Frees the space of deleted rows in the materialized part of a view by copying the remaining rows. Rows can be ingested at
    /// the same time.
    /// </summary>
    /// <param name="view">The name of the view. A view without a materialized part is not changed.</param>
    /// <param name="share">The minimum ratio of deleted rows to remaining rows at which the part is copied.</param>
    /// <returns><c>true</c> if the part was copied.</returns>
    public bool Compact(string view, double share)
    {
        if (!_catalog.Parts.TryGetValue(view, out var part) || part.IncrementalView is not { } incrementalView)
            return false;
        using var statement = Workers.Begin();
        using var lease = Connections.Rent();
        var connection = lease.Connection;
        try
        {
            connection.Execute("BEGIN TRANSACTION");
            if (MaterializedPartStore.Compact(connection, part, new ViewMaintenance(incrementalView), share) is not { } compact)
            {
                connection.Execute("ROLLBACK");
                return false;
            }

            lock (_changingParts)
            {
                // The part could have been replaced or refreshed during the copy.
                if (!IsCurrent(part) || _catalog.Parts[view].Rows != part.Rows)
                {
                    connection.Execute("ROLLBACK");
                    return false;
                }

                MaterializedPartStore.CommitCopy(connection, part);
                lock (_writing)
                    _catalog = _catalog.With(_catalog.Parts[view] with { PhysicalName = compact.PhysicalName, StoredRows = compact.Rows });
                // Queries that were compiled with the old table are compiled again.
                MaterializedPartStore.DropTable(connection, part.PhysicalName);
                return true;
            }
        }
        catch
        {
            connection.TryRollback();
            throw;
        }
    }

    /// <summary>Whether the part still belongs to the view. The part can have been refreshed.</summary>
    private bool IsCurrent(MaterializedPartDefinition part) =>
        _catalog.Parts.GetValueOrDefault(part.View)?.PhysicalName == part.PhysicalName;

    /// <summary>Returns the largest number of unprocessed source rows among these views. Disabled views are ignored.</summary>
    public long RowsBehind(IEnumerable<string> views)
    {
        using var lease = Connections.Rent();
        var catalog = _catalog;
        return views.Select(view => catalog.Parts.GetValueOrDefault(view)).OfType<MaterializedPartDefinition>()
            .Where(part => part.HasDelta && catalog.MaterializedViews[part.View].IsEnabled)
            .Select(part => MaterializedPartStore.RowCount(lease.Connection, part.Source) - part.Rows)
            .DefaultIfEmpty()
            .Max();
    }
}
