namespace LoadBenchmark.Capacity;

/// <summary>The processor time of a process as a linear function of the rate of events.</summary>
/// <param name="Idle">Cores without events.</param>
/// <param name="MicrosecondsPerEvent">Processor time per event.</param>
internal sealed record CpuModel(double Idle, double MicrosecondsPerEvent)
{
    /// <summary>
    /// The line of a least-squares fit of the relative errors: a step of a low rate counts as much as one of a high rate. Neither part is
    /// negative: no event saves processor time, so a falling line is noise, and the model is the mean.
    /// </summary>
    /// <param name="points">Events per second and cores, at two rates or more.</param>
    /// <exception cref="ArgumentException">There are not two different rates.</exception>
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

    /// <summary>The rate at which the process uses the given number of cores; infinite if its use does not depend on the rate.</summary>
    public double RateAt(double cores) => (cores - Idle) * 1e6 / MicrosecondsPerEvent;
}
