namespace LocalEventHubs.Log;

/// <summary>
/// A thread that performs group commits: batches that arrive during one write are combined in the next write. The thread is dedicated
/// because fsync blocks. On the thread pool, a few partitions would occupy all threads.
/// </summary>
internal sealed class CommitThread : IDisposable
{
    private readonly object _gate = new();
    private readonly Action<IReadOnlyList<PendingAppend>> _commit;
    private readonly Thread _thread;
    private List<PendingAppend> _waiting = [];
    private List<PendingAppend> _committing = [];
    private bool _closed;

    /// <param name="commit">
    /// A function that completes each append in the group, successfully or with an exception. The function must not throw.
    /// </param>
    public CommitThread(string name, Action<IReadOnlyList<PendingAppend>> commit)
    {
        _commit = commit;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public void Enqueue(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Add(append);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Commits the accepted batches and then ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (TakeGroup())
        {
            _commit(_committing);
            _committing.Clear();
        }
    }

    private bool TakeGroup()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                    return false;
                Monitor.Wait(_gate);
            }

            (_waiting, _committing) = (_committing, _waiting);
            return true;
        }
    }
}
