using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalKusto.Catalog;
using LocalKusto.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalKusto.Storage;

/// <summary>
/// Refreshes materialized views in the background: it takes the new rows of their sources into the stored portions. It does so soon, so
/// that queries find few rows that are not in the portion; but while rows are ingested it works at most a quarter of the time. A view that
/// is more than one step behind is refreshed without a pause: queries would have to combine ever more rows.
/// </summary>
internal sealed partial class ViewMaterializer : IAsyncDisposable
{
    /// <summary>Rows of one step: more and larger steps save little, and a step is repeated after a crash.</summary>
    public const long MaxRowsPerStep = 250_000;

    private const double RestPerWork = 3;
    private const double RestPerWorkWhenQuiet = 0.1;

    /// <summary>Deleted rows for one other row before their space is freed: when nothing comes in, and while rows come in.</summary>
    private const double DeletedWhenQuiet = 0.5;
    private const double DeletedAtMost = 4;

    /// <summary>After this time without new rows, the space of deleted ones is freed.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>While rows come in: counting deleted rows is a scan of their numbers.</summary>
    private static readonly TimeSpan CompactionInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(5);

    private readonly KustoDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentQueue<Waiter> _waiting = [];
    private readonly SemaphoreSlim _urgent = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _folding;
    private Task _compaction = Task.CompletedTask;
    private long _compacted;

    public ViewMaterializer(KustoDatabase database, KustoServerOptions options)
    {
        _database = database;
        _time = options.TimeProvider;
        _compacted = _time.GetTimestamp();
        _logger = options.LoggerFactory.CreateLogger<ViewMaterializer>();
        _database.Changed += Wake;
        Wake();
        _folding = Task.Run(FoldAsync);
    }

    /// <summary>Ends after the step under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _database.Changed -= Wake;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _folding.ConfigureAwait(false);
        await _compaction.ConfigureAwait(false);
        _stopping.Dispose();
        _urgent.Dispose();
    }

    /// <summary>
    /// A catalog in which the parts are as good as whole: they have all rows that were there when this was called. One fold serves all who
    /// wait for it, where each of them would have had to combine the same delta.
    /// </summary>
    /// <param name="views">Their names; other views may stay behind.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<KustoCatalog> CatchUpAsync(IEnumerable<string> views, CancellationToken ct)
    {
        var caughtUp = new TaskCompletionSource<KustoCatalog>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(new Waiter([.. views], caughtUp));
        _urgent.Release();
        Wake();
        return await caughtUp.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    private void Wake() => _changes.Writer.TryWrite(true);

    private async Task FoldAsync()
    {
        try
        {
            while (true)
            {
                await WaitForChangesAsync().ConfigureAwait(false);
                while (FoldAll() is { } rest)
                {
                    if (_time.GetElapsedTime(_compacted) >= CompactionInterval)
                        Compact(DeletedAtMost);
                    await _urgent.WaitAsync(rest, _stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine stops. What is not folded is still in the source.
        }
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
            // Beside the refreshes: if rows come in meanwhile, the copy is of no use and is not kept.
            if (_compaction.IsCompleted)
                _compaction = Task.Run(() => Compact(DeletedWhenQuiet));
            await changes.ConfigureAwait(false);
        }
    }

    /// <summary>Frees the space of deleted rows where there are enough of them. A failure leaves everything as it is.</summary>
    private void Compact(double share)
    {
        _compacted = _time.GetTimestamp();
        foreach (var view in _database.Catalog.Parts.Keys.TakeWhile(_ => !_stopping.IsCancellationRequested))
        {
            try
            {
                _database.Compact(view, share);
            }
            catch (Exception error)
            {
                LogNotCompacted(_logger, view, error);
            }
        }
    }

    /// <returns>How long to rest, or null when there was nothing to do.</returns>
    private TimeSpan? FoldAll()
    {
        var isQuiet = !_changes.Reader.TryRead(out _);
        var waiting = new List<Waiter>();
        while (_waiting.TryDequeue(out var one))
        {
            waiting.Add(one);
            _urgent.Wait(0);
        }
        var whole = new List<MaterializedPartDefinition>();
        TimeSpan? rest = null;
        HashSet<string> behind = [];
        if (BehindViews() is { Count: > 0 } views)
            (rest, behind) = Fold(views, isQuiet, whole);
        var catalog = _database.Catalog.WithoutDelta(whole);
        foreach (var waiter in waiting)
        {
            if (behind.Overlaps(waiter.Views))
                _waiting.Enqueue(waiter);
            else
                waiter.CaughtUp.SetResult(catalog);
        }
        return rest;
    }

    private List<string> BehindViews()
    {
        var catalog = _database.Catalog;
        return [.. catalog.Parts.Values.Where(part => part.HasDelta && catalog.MaterializedViews[part.View].IsEnabled)
            .Select(part => part.View)];
    }

    /// <param name="views">Their names.</param>
    /// <param name="isQuiet">Whether nothing came in since the last step.</param>
    /// <param name="whole">Takes the parts that have all rows.</param>
    /// <returns>How long to rest, and the views with more rows than a step takes.</returns>
    private (TimeSpan Pause, HashSet<string> Behind) Fold(List<string> views, bool isQuiet, List<MaterializedPartDefinition> whole)
    {
        var started = _time.GetTimestamp();
        var hasFailed = false;
        HashSet<string> behind = [];
        foreach (var view in views)
        {
            try
            {
                if (_database.Fold(view, MaxRowsPerStep, _time.GetUtcNow().UtcDateTime) is { } part)
                    whole.Add(part);
                else
                    behind.Add(view);
            }
            catch (Exception error)
            {
                LogFailure(_logger, view, error);
                hasFailed = true;
            }
        }
        return (hasFailed ? RestAfterFailure : Rest(_time.GetElapsedTime(started), isQuiet, behind.Count > 0), behind);
    }

    /// <summary>How long to rest after a step.</summary>
    /// <param name="work">The time that the step took.</param>
    /// <param name="isQuiet">Whether nothing came in since the last step.</param>
    /// <param name="isBehind">Whether the step left rows that were there when it began.</param>
    internal static TimeSpan Rest(TimeSpan work, bool isQuiet, bool isBehind)
    {
        var rest = isBehind ? TimeSpan.Zero : work * (isQuiet ? RestPerWorkWhenQuiet : RestPerWork);
        return rest > LeastRest ? rest : LeastRest;
    }

    /// <param name="Views">Those that a query reads.</param>
    /// <param name="CaughtUp">Set when they are not behind any more, or one of them has failed.</param>
    private sealed record Waiter(IReadOnlyList<string> Views, TaskCompletionSource<KustoCatalog> CaughtUp);

    [LoggerMessage(LogLevel.Error, "The materialized view {View} could not take in new rows, and is slow to read until it can.")]
    private static partial void LogFailure(ILogger logger, string view, Exception error);

    [LoggerMessage(LogLevel.Warning, "The space of deleted rows of the materialized view {View} could not be freed. No row is missing.")]
    private static partial void LogNotCompacted(ILogger logger, string view, Exception error);
}
