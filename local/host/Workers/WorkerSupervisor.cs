using LocalFunctions.Host.Errors;

namespace LocalFunctions.Host.Workers;

/// <summary>
/// Keeps a worker running. When a worker ends, the supervisor starts a new worker after a delay, which increases if workers end repeatedly.
/// </summary>
internal sealed class WorkerSupervisor : IAsyncDisposable
{
    /// <summary>The grace period for stopping a worker (WorkerConstants.cs, azure-functions-host).</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly Func<CancellationToken, Task<Worker>> _start;
    private readonly WorkerLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private volatile TaskCompletionSource<Worker> _current;
    private Task _supervision = Task.CompletedTask;

    private WorkerSupervisor(Func<CancellationToken, Task<Worker>> start, WorkerLog log, TimeProvider time)
    {
        _start = start;
        _log = log;
        _time = time;
        _current = NewCurrent();
    }

    /// <summary>Starts the first worker. If this start fails, the exception is thrown, and there is no retry.</summary>
    public static async Task<WorkerSupervisor> StartAsync(
        Func<CancellationToken, Task<Worker>> start, WorkerLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var supervisor = new WorkerSupervisor(start, log, time);
        var worker = await start(cancellationToken).ConfigureAwait(false);
        supervisor.Publish(worker);
        supervisor._supervision = Task.Run(() => supervisor.SuperviseAsync(worker));
        return supervisor;
    }

    /// <summary>Returns the running worker. If the worker has ended, waits for the next worker.</summary>
    public ValueTask<Worker> GetAsync(CancellationToken cancellationToken)
    {
        var current = _current.Task;
        return current.IsCompletedSuccessfully
            ? new ValueTask<Worker>(current.Result)
            : new ValueTask<Worker>(current.WaitAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _supervision.ConfigureAwait(false);
        if (_current.Task.IsCompletedSuccessfully)
            await (await _current.Task.ConfigureAwait(false)).StopAsync(GracePeriod).ConfigureAwait(false);
        else
            _current.TrySetException(new WorkerException("The host has stopped."));
        _stopping.Dispose();
    }

    private static TaskCompletionSource<Worker> NewCurrent() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SuperviseAsync(Worker worker)
    {
        var failures = 0;
        while (true)
        {
            // 1. Wait until the worker ends.
            await Task.WhenAny(worker.Ended, Task.Delay(Timeout.Infinite, _stopping.Token)).ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
                return;
            failures = worker.Age >= RestartDelay.Healthy ? 1 : failures + 1;
            var reason = await worker.Ended.ConfigureAwait(false);
            await worker.DisposeAsync().ConfigureAwait(false);

            // 2. Start the next worker, and retry until a start succeeds.
            while (true)
            {
                var delay = RestartDelay.After(failures);
                _log.Ended(reason, delay);
                await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_stopping.IsCancellationRequested)
                    return;
                try
                {
                    worker = await _start(_stopping.Token).ConfigureAwait(false);
                    break;
                }
                catch (Exception e) when (e is WorkerException or FunctionsHostException)
                {
                    reason = e.Message;
                    failures++;
                }
                catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
                {
                    return;
                }
            }

            _log.Restarted(worker.ProcessId);
            Publish(worker);
        }
    }

    /// <summary>
    /// Provides the worker to callers until its stream ends. An invocation that fails because the worker ends is retried with the next
    /// worker.
    /// </summary>
    private void Publish(Worker worker)
    {
        _current.SetResult(worker);
        worker.Closed.UnsafeRegister(_ => _current = NewCurrent(), null);
    }
}
