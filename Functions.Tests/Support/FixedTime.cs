namespace LatamFunctions.Tests.Support;

/// <summary>A time provider whose clock and timestamps advance only when a test advances them. Timers run in real time.</summary>
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

    /// <summary>Adjusts the clock without advancing the timestamps.</summary>
    public void SetClock(TimeSpan by) => _now += by;
}
