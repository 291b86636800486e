namespace LatamFunctions.Tests.Support;

/// <summary>A clock that does not advance until it is moved, and a stopwatch that moves with it. Timers run in real time.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _timestamp = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _timestamp;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _timestamp += by.Ticks;
    }

    /// <summary>Sets the clock, as an administrator does: no time passes.</summary>
    public void SetClock(TimeSpan by) => _now += by;
}
