namespace LoadBenchmark.Capacity;

/// <summary>A linear model of a process's processor time as a function of the event rate.</summary>
/// <param name="Idle">The number of cores that the process uses without events.</param>
/// <param name="MicrosecondsPerEvent">The processor time per event in microseconds.</param>
internal sealed record CpuModel(double Idle, double MicrosecondsPerEvent)
{
    /// <summary>
    /// Fits the model by least squares of the relative errors, so that steps at low rates have the same weight as steps at high rates. Both
    /// parameters are nonnegative. A negative slope can only be noise. In this case, the model is the mean.
    /// </summary>
    /// <param name="points">Events per second and cores, for at least two different rates.</param>
    /// <exception cref="ArgumentException">All points have the same rate.</exception>
    public static CpuModel Fit(IReadOnlyCollection<(double Rate, double Cores)> points)
    {
        var weighted = points.Where(point => point.Cores > 0)
            .Select(point => (point.Rate, point.Cores, Weight: 1 / (point.Cores * point.Cores)))
            .ToList();
        var sum = weighted.Sum(point => point.Weight);
        var rate = weighted.Sum(point => point.Weight * point.Rate) / sum;
        var cores = weighted.Sum(point => point.Weight * point.Cores) / sum;
        var spread = weighted.Sum(point => point.Weight * (point.Rate - rate) * (point.Rate - rate));
        if (!(spread > 0))
            throw new ArgumentException("The model needs two different rates.", nameof(points));

        var slope = weighted.Sum(point => point.Weight * (point.Rate - rate) * (point.Cores - cores)) / spread;
        if (slope < 0)
            return new CpuModel(cores, 0);
        if (cores - (slope * rate) >= 0)
            return new CpuModel(cores - (slope * rate), slope * 1e6);
        return new CpuModel(0, 1e6 * weighted.Sum(point => point.Weight * point.Rate * point.Cores)
            / weighted.Sum(point => point.Weight * point.Rate * point.Rate));
    }

    public double CoresAt(double rate) => Idle + (MicrosecondsPerEvent * rate / 1e6);

    /// <summary>
    /// Returns the rate at which the process uses the specified number of cores; infinity if the processor time does not depend on the
    /// rate.
    /// </summary>
    public double RateAt(double cores) => (cores - Idle) * 1e6 / MicrosecondsPerEvent;
}
