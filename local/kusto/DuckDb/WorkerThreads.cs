namespace LocalKusto.DuckDb;

/// <summary>
/// Threads that share the work of a statement with the calling thread. The threads start to help only after the statement has run for some
/// time, and only while cores are idle, because an additional thread shortens a query but increases the total processor time. The database
/// must be opened with <c>external_threads</c> equal to <c>threads</c>, so that DuckDB does not start its own threads.
/// </summary>
internal sealed class WorkerThreads : IDisposable
{
    /// <summary>The time for which a statement runs on the calling thread only. Nearly all queries end within this time.</summary>
    public static readonly TimeSpan TimeAlone = TimeSpan.FromMilliseconds(20);

    /// <summary>The interval at which a helping thread polls for tasks when no task is waiting.</summary>
    private static readonly TimeSpan TaskInterval = TimeSpan.FromMilliseconds(1);

    private readonly DuckDbDatabase _database;
    private readonly TimeProvider _time;
    private readonly Thread[] _threads;
    private readonly Lock _lock = new();
    private readonly LinkedList<long> _started = [];
    private readonly ManualResetEvent _stopping = new(false);

    /// <param name="database">The database, which must stay open until disposal.</param>
    /// <param name="threads">The number of threads, including the thread that calls DuckDB.</param>
    /// <param name="time">The clock that measures how long a statement runs.</param>
    public WorkerThreads(DuckDbDatabase database, int threads, TimeProvider time)
    {
        _database = database;
        _time = time;
        _threads = [.. Enumerable.Range(0, Math.Max(threads - 1, 0))
            .Select(i => new Thread(() => Run(i)) { IsBackground = true, Name = $"DuckDB worker {i + 1}" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>The number of threads that are currently helping.</summary>
    public int Helping
    {
        get
        {
            lock (_lock)
            {
                return _started.First is { } first && _time.GetElapsedTime(first.Value) >= TimeAlone
                    ? Math.Max(_threads.Length + 1 - _started.Count, 0)
                    : 0;
            }
        }
    }

    /// <summary>Registers a running statement. Disposing of the returned value removes the registration.</summary>
    public RunningStatement Begin()
    {
        lock (_lock)
            return new RunningStatement(this, _started.AddLast(_time.GetTimestamp()));
    }

    public void Dispose()
    {
        _stopping.Set();
        Array.ForEach(_threads, thread => thread.Join());
        _stopping.Dispose();
    }

    private void End(LinkedListNode<long> started)
    {
        lock (_lock)
            _started.Remove(started);
    }

    private void Run(int thread)
    {
        var state = TaskApi.Create(_database.Handle);
        for (var pause = TimeAlone; !_stopping.WaitOne(pause);)
        {
            var helps = thread < Helping;
            pause = !helps ? TimeAlone : TaskApi.Execute(state, 1) == 0 ? TaskInterval : TimeSpan.Zero;
        }

        TaskApi.Destroy(state);
    }

    /// <summary>A statement that is running. Disposing of the value reports the end of the statement.</summary>
    internal readonly struct RunningStatement(WorkerThreads workers, LinkedListNode<long> started) : IDisposable
    {
        public void Dispose() => workers.End(started);
    }
}
