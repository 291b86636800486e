namespace LocalKusto.DuckDb;

/// <summary>
/// The threads that execute parts of a query besides the thread that runs it. They pause while as many queries run as there are cores: a
/// second thread
/// shortens one query and costs more processor time than it saves. The database must be open with <c>external_threads</c> equal to
/// <c>threads</c>, so that
/// it starts none of its own.
/// </summary>
internal sealed class WorkerThreads : IDisposable
{
    /// <summary>
    /// How often a paused thread looks whether it may go on, and how long a disposal waits before it wakes the threads again.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly DuckDbDatabase _database;
    private readonly Thread[] _threads;
    private readonly nint[] _states;
    private readonly Lock _lock = new();
    private readonly ManualResetEvent _stopping = new(false);
    private volatile int _queries;
    private volatile bool _isStopping;

    /// <param name="database">Must stay open until this is disposed of.</param>
    /// <param name="threads">All threads, the one that runs a query included.</param>
    public WorkerThreads(DuckDbDatabase database, int threads)
    {
        _database = database;
        _states = new nint[Math.Max(threads - 1, 0)];
        _threads = [.. Enumerable.Range(0, _states.Length)
            .Select(i => new Thread(() => Run(i)) { IsBackground = true, Name = $"DuckDB worker {i + 1}" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>How many threads execute tasks or wait for some.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
                return _states.Count(state => state != 0);
        }
    }

    /// <summary>Pauses the threads that would compete with running queries. Those that may go on do so within some milliseconds.</summary>
    public void Report(int runningQueries)
    {
        _queries = runningQueries;
        for (var i = 0; i < _states.Length; i++)
        {
            if (!IsWanted(i) && Volatile.Read(ref _states[i]) != 0)
                Pause(i);
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        _stopping.Set();
        foreach (var (i, thread) in _threads.Index())
        {
            // A wake-up may reach another thread than the one it is meant for.
            do
                Pause(i);
            while (!thread.Join(Interval));
        }

        _stopping.Dispose();
    }

    /// <summary>The first thread is paused last.</summary>
    private bool IsWanted(int thread) => !_isStopping && _queries + thread <= _states.Length;

    private void Pause(int thread)
    {
        lock (_lock)
        {
            if (_states[thread] != 0)
                TaskApi.Finish(_states[thread]);
        }
    }

    private void Run(int thread)
    {
        while (!_isStopping)
        {
            if (!IsWanted(thread))
            {
                _stopping.WaitOne(Interval);
                continue;
            }

            var state = TaskApi.Create(_database.Handle);
            lock (_lock)
                _states[thread] = state;
            if (!IsWanted(thread))
                Pause(thread);
            TaskApi.Execute(state);
            lock (_lock)
                _states[thread] = 0;
            TaskApi.Destroy(state);
        }
    }
}
