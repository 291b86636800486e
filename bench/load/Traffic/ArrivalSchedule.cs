namespace LoadBenchmark.Traffic;

/// <summary>Arrivals at a constant rate: the arrival with the number n is due n / rate seconds after the start.</summary>
/// <param name="Rate">Arrivals per second; 0 if there are none.</param>
/// <param name="Duration">The duration; no arrival is due at its end or later.</param>
internal sealed record ArrivalSchedule(double Rate, TimeSpan Duration)
{
    /// <summary>All arrivals of the schedule.</summary>
    public long Count => Rate <= 0 ? 0 : (long)Math.Ceiling((Rate * Duration.TotalSeconds) - 1e-9);

    public TimeSpan DueAt(long number) => TimeSpan.FromSeconds(number / Rate);

    /// <summary>The number of arrivals that are due at some time after the start.</summary>
    public long DueBy(TimeSpan elapsed) =>
        Rate <= 0 || elapsed < TimeSpan.Zero ? 0 : Math.Min(Count, (long)Math.Floor((Rate * elapsed.TotalSeconds) + 1e-9) + 1);
}
