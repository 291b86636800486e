namespace LoadBenchmark.Alerts;

/// <summary>
/// The times at which an alert rule is evaluated, in minutes since the start of an incident. One evaluation coincides with the start, so
/// the first evaluation that can detect the incident is a whole interval later. This is the worst case.
/// </summary>
internal sealed record EvaluationSchedule(int FrequencyMinutes)
{
    /// <summary>
    /// The number of consecutive evaluations without the condition after which Azure resolves an alert: two for a log alert that is
    /// evaluated every 15 minutes or less often, and three for all other alerts
    /// (learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview, "Alerts and state").
    /// </summary>
    public int EvaluationsToResolve { get; init; } = 3;

    /// <returns>
    /// The minute of the first evaluation at which the condition is met, or <c>null</c> if the condition is not met by the last minute.
    /// </returns>
    public async Task<int?> FirstAsync(int lastMinute, Func<int, Task<bool>> isMet)
    {
        for (var minute = 0; minute <= lastMinute; minute += FrequencyMinutes)
        {
            if (await isMet(minute))
                return minute;
        }

        return null;
    }

    /// <param name="firstMinute">The minute in which the incident ends.</param>
    /// <param name="lastMinute">The last minute to evaluate.</param>
    /// <param name="isMet">Returns whether the condition is met at a minute.</param>
    /// <returns>The minute of the evaluation that resolves the alert, or <c>null</c> if no evaluation resolves the alert.</returns>
    public async Task<int?> ResolvedAsync(int firstMinute, int lastMinute, Func<int, Task<bool>> isMet)
    {
        var unmet = 0;
        for (var minute = NextAt(firstMinute); minute <= lastMinute; minute += FrequencyMinutes)
        {
            unmet = await isMet(minute) ? 0 : unmet + 1;
            if (unmet == EvaluationsToResolve)
                return minute;
        }

        return null;
    }

    private int NextAt(int minute) => (minute + FrequencyMinutes - 1) / FrequencyMinutes * FrequencyMinutes;
}
