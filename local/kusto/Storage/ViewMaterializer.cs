using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalKusto.Catalog;
using LocalKusto.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalKusto.Storage;

/// <summary>
/// Refreshes materialized views in the background by adding the new rows of their sources to the materialized parts. Refreshes are
/// frequent, so that queries combine only a few new rows with the materialized part. During ingestion, refreshes use at most a quarter of
/// the time. If a view is more than one step behind, the pause between refreshes is minimal, because the number of rows that its queries
/// combine is growing.
/// </summary>
internal sealed partial class ViewMaterializer : IAsyncDisposable
{
    /// <summary>The maximum number of rows in one step. Larger steps save little time, and a step is repeated after a crash.</summary>
    public const long MaxRowsPerStep = 250_000;

    private const double PausePerWork = 3;
    private const double PausePerWorkWhenQuiet = 0.1;

    /// <summary>The ratio of deleted rows to remaining rows at which a part is compacted while no rows are ingested.</summary>
    private const double CompactionRatioWhenQuiet = 0.5;

    /// <summary>The ratio of deleted rows to remaining rows at which a part is compacted during ingestion.</summary>
    private const double CompactionRatioDuringIngestion = 4;

    /// <summary>The time without new rows after which parts are compacted.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The interval between compactions during ingestion. The interval is long because counting the deleted rows requires a scan of all row
    /// numbers.
    /// </summary>
    private static readonly TimeSpan CompactionInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(50);

    /// <summary>The maximum pause while queries are waiting.</summary>
    private static readonly TimeSpan MaxPauseWhileQueriesWait = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly KustoDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentQueue<Waiter> _waiting = [];
    private readonly SemaphoreSlim _urgent = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _refreshing;
    private Task _compaction = Task.CompletedTask;
    private long _compacted;
    private long _lastStepEnd;
    private TimeSpan _lastStepDuration;

    public ViewMaterializer(KustoDatabase database, KustoServerOptions options)
    {
        _database = database;
        _time = options.TimeProvider;
        _compacted = _time.GetTimestamp();
        _logger = options.LoggerFactory.CreateLogger<ViewMaterializer>();
        _database.Changed += Wake;
        Wake();
        _refreshing = Task.Run(RefreshAsync);
    }

    /// <summary>Stops the refreshes after the current step.</summary>
    public async ValueTask DisposeAsync()
    {
        _database.Changed -= Wake;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _refreshing.ConfigureAwait(false);
        await _compaction.ConfigureAwait(false);
        _stopping.Dispose();
        _urgent.Dispose();
    }

    /// <summary>
    /// Waits until the parts of the views include all current rows of the sources, and returns a catalog in which these views have no
    /// delta. After a failed refresh of a view, the caller does not wait for this view, and the view has a delta. One refresh serves all
    /// waiting queries. Without the refresh, each query would combine the same new rows.
    /// </summary>
    /// <param name="views">The names of the views. Other views are not refreshed for the caller.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<KustoCatalog> CatchUpAsync(IEnumerable<string> views, CancellationToken cancellationToken)
    {
        var caughtUp = new TaskCompletionSource<KustoCatalog>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(new Waiter([.. views], caughtUp));
        _urgent.Release();
        Wake();
        return await caughtUp.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Wake() => _changes.Writer.TryWrite(true);

    private async Task RefreshAsync()
    {
        try
        {
            while (true)
            {
                await WaitForChangesAsync().ConfigureAwait(false);
                await PauseBeforeStepAsync().ConfigureAwait(false);
                while (RefreshAll() is { } pause)
                {
                    if (_time.GetElapsedTime(_compacted) >= CompactionInterval)
                        Compact(CompactionRatioDuringIngestion);
                    if (await _urgent.WaitAsync(pause, _stopping.Token).ConfigureAwait(false))
                        await PauseBeforeStepAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine is stopping. The remaining rows of the sources are processed after the next start.
        }
    }

    /// <summary>
    /// Waits until the pause since the last step is as long as the step was, but at most 100 ms. Queries that arrive during the wait share
    /// the next step. Without the wait, steps of a few rows each would use a whole core. Queries whose views are up to date do not wait.
    /// </summary>
    private async Task PauseBeforeStepAsync()
    {
        var waiting = TakeWaiting();
        Release(waiting, [.. BehindViews()], []);
        waiting.ForEach(_waiting.Enqueue);
        var rest = PauseBeforeStep(_lastStepDuration, _time.GetElapsedTime(_lastStepEnd));
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, _time, _stopping.Token).ConfigureAwait(false);
    }

    private async Task WaitForChangesAsync()
    {
        var changes = _changes.Reader.WaitToReadAsync(_stopping.Token).AsTask();
        try
        {
            await changes.WaitAsync(Quiet, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The compaction runs concurrently with refreshes. If a refresh adds rows during the copy, the copy is discarded.
            if (_compaction.IsCompleted)
                _compaction = Task.Run(() => Compact(CompactionRatioWhenQuiet));
            await changes.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Compacts the parts whose ratio of deleted rows to remaining rows is at least <paramref name="share"/>. Failures are logged and have
    /// no other effect.
    /// </summary>
    private void Compact(double share)
    {
        _compacted = _time.GetTimestamp();
        foreach (var view in _database.Catalog.Parts.Keys.TakeWhile(_ => !_stopping.IsCancellationRequested))
        {
            try
            {
                _database.Compact(view, share);
            }
            catch (Exception e)
            {
                LogNotCompacted(_logger, view, e);
            }
        }
    }

    /// <returns>The pause after the refresh, or <c>null</c> if all views were up to date.</returns>
    private TimeSpan? RefreshAll()
    {
        var isQuiet = !_changes.Reader.TryRead(out _);
        var waiting = TakeWaiting();

        // Views that queries wait for are refreshed first.
        var views = BehindViews().OrderByDescending(view => waiting.Exists(waiter => waiter.Views.Contains(view))).ToList();
        TimeSpan? pause = null;
        if (views.Count > 0)
            pause = Refresh(views, isQuiet, waiting);
        else
            Release(waiting, [], []);
        waiting.ForEach(_waiting.Enqueue);
        return pause;
    }

    private List<Waiter> TakeWaiting()
    {
        var waiting = new List<Waiter>();
        while (_waiting.TryDequeue(out var one))
        {
            waiting.Add(one);
            _urgent.Wait(0);
        }

        return waiting;
    }

    private List<string> BehindViews()
    {
        var catalog = _database.Catalog;
        return [.. catalog.Parts.Values.Where(part => part.HasDelta && catalog.MaterializedViews[part.View].IsEnabled)
            .Select(part => part.View)];
    }

    /// <param name="views">The names of the views.</param>
    /// <param name="isQuiet">Whether no rows were ingested since the last step.</param>
    /// <param name="waiting">The waiting queries. Queries whose views are up to date are completed and removed.</param>
    /// <returns>The pause after the refresh.</returns>
    private TimeSpan Refresh(List<string> views, bool isQuiet, List<Waiter> waiting)
    {
        var started = _time.GetTimestamp();
        var hasFailed = false;
        var behind = views.ToHashSet();
        List<MaterializedPartDefinition> upToDate = [];
        Release(waiting, behind, upToDate);
        foreach (var view in views)
        {
            try
            {
                if (_database.Refresh(view, MaxRowsPerStep, _time.GetUtcNow().UtcDateTime) is { } part)
                {
                    upToDate.Add(part);
                    behind.Remove(view);
                }
            }
            catch (Exception e)
            {
                LogFailure(_logger, view, e);
                hasFailed = true;
                behind.Remove(view);
            }

            Release(waiting, behind, upToDate);
        }

        _lastStepEnd = _time.GetTimestamp();
        _lastStepDuration = _time.GetElapsedTime(started, _lastStepEnd);
        return hasFailed ? PauseAfterFailure : PauseAfter(_lastStepDuration, isQuiet, behind.Count > 0);
    }

    /// <summary>Completes and removes the waiters whose views are not in <paramref name="behind"/>.</summary>
    private void Release(List<Waiter> waiting, HashSet<string> behind, List<MaterializedPartDefinition> upToDate)
    {
        var catalog = _database.Catalog.WithoutDelta(upToDate);
        foreach (var waiter in waiting.Where(waiter => !behind.Overlaps(waiter.Views)))
            waiter.CaughtUp.SetResult(catalog);
        waiting.RemoveAll(waiter => waiter.CaughtUp.Task.IsCompleted);
    }

    /// <summary>Returns the pause after a step.</summary>
    /// <param name="work">The duration of the step.</param>
    /// <param name="isQuiet">Whether no rows were ingested since the last step.</param>
    /// <param name="isBehind">Whether the step left rows for the next step.</param>
    internal static TimeSpan PauseAfter(TimeSpan work, bool isQuiet, bool isBehind)
    {
        var pause = isBehind ? TimeSpan.Zero : work * (isQuiet ? PausePerWorkWhenQuiet : PausePerWork);
        return pause > MinPause ? pause : MinPause;
    }

    /// <summary>Returns the pause before the next step while queries wait.</summary>
    /// <param name="work">The duration of the last step.</param>
    /// <param name="elapsed">The time since the end of the last step.</param>
    internal static TimeSpan PauseBeforeStep(TimeSpan work, TimeSpan elapsed)
    {
        var rest = (work < MaxPauseWhileQueriesWait ? work : MaxPauseWhileQueriesWait) - elapsed;
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <param name="Views">The views that a query reads.</param>
    /// <param name="CaughtUp">Completes when every view is up to date or its refresh has failed.</param>
    private sealed record Waiter(IReadOnlyList<string> Views, TaskCompletionSource<KustoCatalog> CaughtUp);

    [LoggerMessage(LogLevel.Error,
        "The refresh of the materialized view {View} failed. Queries on the view are slow until a refresh succeeds.")]
    private static partial void LogFailure(ILogger logger, string view, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The compaction of the materialized view {View} failed. No rows were lost.")]
    private static partial void LogNotCompacted(ILogger logger, string view, Exception exception);
}
