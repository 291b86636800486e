namespace KqlBenchmark;

/// <summary>The ratios of KQL over HTTP to SQL for several queries.</summary>
internal static class Ratios
{
    /// <summary>Returns the geometric mean, in which the ratios 2 and 1/2 cancel each other out.</summary>
    /// <exception cref="ArgumentException">There are no ratios.</exception>
    public static double GeometricMean(IReadOnlyCollection<double> ratios) => ratios.Count == 0
        ? throw new ArgumentException("There are no ratios.", nameof(ratios))
        : Math.Exp(ratios.Average(Math.Log));
}
