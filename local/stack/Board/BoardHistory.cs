using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>Converts readings to the page's data and stores the data of the last five minutes. This class is thread-safe.</summary>
internal sealed class BoardHistory
{
    public const int MaxPoints = 300;

    private readonly Lock _lock = new();
    private readonly BoardWindow _window = new();
    private readonly List<ErrorBudget> _budgets = [.. Objective.All.Select(objective => new ErrorBudget(objective))];
    private readonly Queue<BoardPoint> _points = new();
    private readonly DateTimeOffset _startedAt;
    private MetricTotals _last = MetricTotals.None;
    private EventTotals _totals = new(0, 0, 0, 0, 0);
    private DateTimeOffset _now;
    private long _next;

    public BoardHistory(DateTimeOffset startedAt)
    {
        _startedAt = startedAt;
        _now = startedAt;
    }

    public void Add(Reading reading)
    {
        lock (_lock)
        {
            _now = reading.At;
            if (reading.Metrics != _last)
            {
                Count(reading.Metrics.Since(_last));
                _last = reading.Metrics;
            }

            _window.Add(reading);
            _points.Enqueue(_window.Point());
            _next++;
            if (_points.Count > MaxPoints)
                _points.Dequeue();
        }
    }

    /// <param name="after">The value of <see cref="BoardState.Next"/> from the previous state, or 0 for all points.</param>
    public BoardState Since(long after)
    {
        lock (_lock)
        {
            // A page that was opened before the stack restarted can request points that do not exist yet.
            var missing = after > _next ? _points.Count : (int)Math.Min(_points.Count, _next - after);
            return new BoardState(
                _next,
                _now,
                _startedAt,
                _last.At == default ? null : (_now - _last.At).TotalSeconds,
                _totals,
                _next == 0 ? [] : _window.Functions(),
                [.. _budgets.Select(budget => budget.Evaluate(_now))],
                [.. _points.Skip(_points.Count - missing)]);
        }
    }

    private void Count(MetricTotals added)
    {
        foreach (var budget in _budgets)
            budget.Add(added);
        _totals = new EventTotals(
            _totals.Received + added.Sum("flightevents.received"),
            _totals.Stored + added.Sum("flightevents.stored"),
            _totals.Duplicate + added.Sum("flightevents.duplicate"),
            _totals.DeadLettered + added.Sum("flightevents.deadlettered"),
            _totals.Retried + added.Sum("flightevents.retried"));
    }
}
