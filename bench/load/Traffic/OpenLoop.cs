using System.Diagnostics;

namespace LoadBenchmark.Traffic;

/// <summary>
/// An open loop: each operation starts when it is due, whether or not earlier operations have completed, as with independent users. A
/// closed loop sends less while the system is slow, so its latencies are too low ("coordinated omission"). Here, latency is measured from
/// the time at which an operation was due.
/// </summary>
/// <param name="operation">
/// The operation. Its parameters are the operation's number, starting at 0, and the timestamp at which the operation was due. The operation
/// must not throw.
/// </param>
/// <param name="notStarted">
/// Receives the number and the due timestamp of an operation that could not start within <paramref name="startTimeout"/> or before the
/// step's end. The operation's latency is at least the time since that timestamp.
/// </param>
/// <param name="maxInFlight">The maximum number of concurrent operations, which limits the memory.</param>
/// <param name="startTimeout">The maximum time for which an operation waits to start.</param>
internal sealed class OpenLoop(Func<long, long, Task> operation, Action<long, long> notStarted, int maxInFlight, TimeSpan startTimeout)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim _free = new(maxInFlight);
    private long _number;

    /// <summary>The number of operations that have started but not completed.</summary>
    public int InFlight => maxInFlight - _free.CurrentCount;

    /// <summary>
    /// Starts the operations of a step on a separate thread. Operations can complete after the returned task has completed.
    /// </summary>
    public Task RunAsync(ArrivalSchedule schedule, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Run(schedule, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits until all operations have completed.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (InFlight > 0)
            await Task.Delay(Tick, cancellationToken);
    }

    private void Run(ArrivalSchedule schedule, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var started = 0L;
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < schedule.Duration)
        {
            for (var due = schedule.DueBy(elapsed); started < due; started++)
            {
                var dueAt = DueAt(started);
                if (Stopwatch.GetElapsedTime(dueAt) > startTimeout)
                    notStarted(_number++, dueAt);
                else if (_free.Wait(0, cancellationToken))
                    StartOperation(dueAt);
                else
                    break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(Tick);
        }

        // Start the remaining operations, for example those that became due in the last tick.
        for (; started < schedule.Count; started++)
        {
            if (_free.Wait(0, cancellationToken))
                StartOperation(DueAt(started));
            else
                notStarted(_number++, DueAt(started));
        }

        long DueAt(long number) => start + (long)(schedule.DueAt(number).TotalSeconds * Stopwatch.Frequency);
    }

    private void StartOperation(long dueAt)
    {
        var number = _number++;
        _ = Task.Run(() => RunOperationAsync(number, dueAt), CancellationToken.None);
    }

    private async Task RunOperationAsync(long number, long dueAt)
    {
        try
        {
            await operation(number, dueAt);
        }
        finally
        {
            _free.Release();
        }
    }
}
