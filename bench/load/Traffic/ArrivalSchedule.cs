namespace LoadBenchmark.Traffic;

/// <summary>Arrivals at a constant rate: the arrival with the number n is due n / rate seconds after the start.</summary>
/// <param name="Rate">The number of arrivals per second; 0 for no arrivals.</param>
/// <param name="Duration">The duration of the schedule. All arrivals are due before the end of the schedule.</param>
internal sealed record ArrivalSchedule(double Rate, TimeSpan Duration)
{
    /// <summary>The total number of arrivals.</summary>
    public long Count => Rate <= 0 ? 0 : (long)Math.Ceiling((Rate * Duration.TotalSeconds) - 1e-9);

    public TimeSpan DueAt(long number) => TimeSpan.FromSeconds(number / Rate);

    /// <summary>Returns the number of arrivals that are due by the specified time after the start.</summary>
    public long DueBy(TimeSpan elapsed) =>
        Rate <= 0 || elapsed < TimeSpan.Zero ? 0 : Math.Min(Count, (long)Math.Floor((Rate * elapsed.TotalSeconds) + 1e-9) + 1);
}
