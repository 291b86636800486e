using System.Diagnostics;

namespace LoadBenchmark.Traffic;

/// <summary>
/// An open loop: each arrival starts when it is due, whether earlier ones have completed or not, as with independent users. A closed loop
/// sends less while the system is slow, and so measures times that are too short ("coordinated omission"). Here the latency of an operation
/// starts at the time at which it was due.
/// </summary>
/// <param name="operation">An arrival: it receives its number, from 0, and the timestamp at which it was due. It must not throw.</param>
/// <param name="notStarted">
/// Receives the number of an arrival that could not start within <paramref name="patience"/> or before the step's end, and the timestamp at
/// which it was due: its latency is at least the time since then.
/// </param>
/// <param name="maxInFlight">Operations at a time; it bounds the memory.</param>
/// <param name="patience">The time for which an arrival waits for its start.</param>
internal sealed class OpenLoop(Func<long, long, Task> operation, Action<long, long> notStarted, int maxInFlight, TimeSpan patience)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim _free = new(maxInFlight);
    private long _number;

    /// <summary>Operations that have started and not completed.</summary>
    public int InFlight => maxInFlight - _free.CurrentCount;

    /// <summary>Starts the arrivals of a step, on a separate thread. Operations may complete after it.</summary>
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
                if (Stopwatch.GetElapsedTime(dueAt) > patience)
                    notStarted(_number++, dueAt);
                else if (_free.Wait(0, cancellationToken))
                    StartOperation(dueAt);
                else
                    break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(Tick);
        }

        // Those of the last tick are due, too.
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
