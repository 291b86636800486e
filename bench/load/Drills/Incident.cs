namespace LoadBenchmark.Drills;

/// <summary>
/// An incident that is extrapolated from two minutes. The healthy minute is repeated for the day before the fault, and the minute with the
/// fault is repeated for the hour after the fault starts.
/// </summary>
internal sealed record Incident(RecordedMinute Healthy, RecordedMinute Fault)
{
    public const int MinutesBefore = 24 * 60;
    public const int MinutesAfter = 60;

    private const double Milliseconds = 1000;

    /// <summary>The metrics whose values are ages. During the fault, an age increases by a minute each minute.</summary>
    private static readonly string[] Ages = ["flightevents.consumer.lag", "flightevents.checkpoint.age"];

    /// <param name="number">
    /// The number of the minute, starting at -<see cref="MinutesBefore"/>. Minute 0 is the first minute of the fault.
    /// </param>
    public RecordedMinute At(int number)
    {
        if (number < 0)
            return Healthy;

        var stuck = Fault.Recorded.TotalMilliseconds / 2;
        return Fault with
        {
            Metrics =
            [
                .. Fault.Metrics.Select(row => Ages.Contains(row.Name) && row.Max >= stuck
                    ? row with { Max = Math.Max(row.Max, (number + 1) * 60 * Milliseconds) }
                    : row),
            ],
        };
    }
}
