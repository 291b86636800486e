using System.Collections.Concurrent;

namespace LocalKusto.Tests.Support;

/// <summary>A clock that advances by a step each time it is read, and records the requested delays.</summary>
internal sealed class SteppingTime(TimeSpan step) : TimeProvider
{
    private long _timestamp;

    /// <summary>The delays of the created timers.</summary>
    public ConcurrentQueue<TimeSpan> Delays { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _timestamp, step.Ticks);

    public override DateTimeOffset GetUtcNow()
    {
        GetTimestamp();
        return base.GetUtcNow();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Delays.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
