namespace LocalEventHubs.Tests;

/// <summary>A clock that changes only when a test sets the time. Due timers then fire on the test's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now
    {
        get => _now;
        set
        {
            _now = value;
            ManualTimer[] due;
            lock (_gate)
                due = [.. _timers.Where(timer => timer.IsDue(value))];
            foreach (var timer in due)
                timer.Fire();
        }
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private DateTimeOffset _due = DateTimeOffset.MaxValue;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool IsDue(DateTimeOffset now) => _due <= now;

        public void Fire()
        {
            _due = _period == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time.Now + _period;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time.Now + dueTime;
            _period = period;
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
