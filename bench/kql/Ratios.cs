namespace KqlBenchmark;

/// <summary>The ratios of KQL over HTTP to SQL for several queries.</summary>
internal static class Ratios
{
    /// <summary>The geometric mean, in which twice as slow and twice as fast cancel each other out.</summary>
    /// <exception cref="ArgumentException">There are no ratios.</exception>
    public static double GeometricMean(IReadOnlyCollection<double> ratios) => ratios.Count == 0
        ? throw new ArgumentException("There are no ratios.", nameof(ratios))
        : Math.Exp(ratios.Average(Math.Log));
}
