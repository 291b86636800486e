using LocalKusto.Errors;

namespace LocalKusto.Commands;

/// <summary>
/// The commands that were started with <c>async</c>. The log is held in memory and contains the latest <see cref="MaxRetained"/>
/// operations. A restart of the engine cancels operations in progress and clears the log. Committed changes remain.
/// </summary>
internal sealed class OperationLog(TimeProvider timeProvider) : IAsyncDisposable
{
    public const int MaxRetained = 1_000;

    private const int MaxInProgress = 32;

    private readonly Lock _lock = new();
    private readonly List<CommandOperation> _operations = [];
    private readonly Dictionary<Guid, Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>All operations, oldest first.</summary>
    public IReadOnlyList<CommandOperation> All
    {
        get
        {
            lock (_lock)
                return [.. _operations];
        }
    }

    /// <summary>Starts an operation in the background.</summary>
    /// <param name="kind">Kusto's name for the command.</param>
    /// <param name="run">The function to run. The token that is passed to the function is canceled when the engine stops.</param>
    /// <returns>The started operation.</returns>
    /// <exception cref="KustoRequestException">Too many operations are in progress (status 429).</exception>
    public CommandOperation Start(string kind, Func<CancellationToken, Task<CommandResult>> run)
    {
        lock (_lock)
        {
            if (_running.Count >= MaxInProgress)
                throw KustoRequestException.Throttled(MaxInProgress);
            var now = timeProvider.GetUtcNow().UtcDateTime;
            var operation = new CommandOperation(Guid.NewGuid(), kind, now, now, OperationState.InProgress);
            if (_operations.Count == MaxRetained)
                _operations.RemoveAt(_operations.FindIndex(old => old.State != OperationState.InProgress));
            _operations.Add(operation);
            _running.Add(operation.Id, Task.Run(() => RunAsync(operation, run)));
            return operation;
        }
    }

    /// <summary>Cancels the operations in progress and waits for them to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
            running = [.. _running.Values];
        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(CommandOperation operation, Func<CancellationToken, Task<CommandResult>> run)
    {
        try
        {
            var result = await run(_stopping.Token).ConfigureAwait(false);
            End(operation with { State = OperationState.Completed, Result = result });
        }
        catch (Exception e)
        {
            var failure = KustoRequestException.FromAny(e, "");
            End(operation with { State = OperationState.Failed, Status = failure.Message, ShouldRetry = !failure.IsPermanent });
        }
    }

    private void End(CommandOperation operation)
    {
        lock (_lock)
        {
            _running.Remove(operation.Id);
            _operations[_operations.FindIndex(other =>
                other.Id == operation.Id)] = operation with { LastUpdatedOn = timeProvider.GetUtcNow().UtcDateTime };
        }
    }
}

/// <summary>The state of a command that runs in the background.</summary>
internal enum OperationState
{
    InProgress,
    Completed,
    Failed,
}

/// <summary>A command that is running, or has run, in the background.</summary>
/// <param name="Status">The error message, or an empty string if the command has not failed.</param>
/// <param name="Result">The command's result, or <c>null</c> if the command has not completed.</param>
internal sealed record CommandOperation(
    Guid Id,
    string Kind,
    DateTime StartedOn,
    DateTime LastUpdatedOn,
    OperationState State,
    string Status = "",
    bool ShouldRetry = false,
    CommandResult? Result = null);
