namespace LoadBenchmark.Alerts;

/// <summary>
/// The evaluations of an alert rule. Minutes count from the beginning of an incident, and an evaluation coincides with it, so that the
/// first one that can detect the incident is a whole interval later: the longest possible wait.
/// </summary>
internal sealed record EvaluationSchedule(int FrequencyMinutes)
{
    /// <summary>
    /// The evaluations without the condition after which Azure resolves an alert. A metric alert needs three; a log alert needs two if it
    /// is evaluated every 15 minutes or less often, otherwise three
    /// (learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview, "Alerts and state").
    /// </summary>
    public int EvaluationsToResolve { get; init; } = 3;

    /// <returns>The minute of the first evaluation at which the condition is met; null if there is none.</returns>
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
    /// <param name="lastMinute">The last minute that is evaluated.</param>
    /// <param name="isMet">Whether the condition is met at a minute.</param>
    /// <returns>The minute of the evaluation that resolves the alert; null if there is none.</returns>
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
