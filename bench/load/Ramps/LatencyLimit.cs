namespace LoadBenchmark.Ramps;

/// <summary>The load at which the p99 of one kind of traffic exceeds a limit.</summary>
/// <param name="Measure">The kind of traffic.</param>
/// <param name="Milliseconds">The latency limit.</param>
/// <param name="Below">
/// The load of the last step before the p99 exceeds the limit, or <c>null</c> if the p99 exceeds the limit in the first step.
/// </param>
/// <param name="Above">The load of the first step in which the p99 exceeds the limit, or <c>null</c> if there is no such step.</param>
internal sealed record LatencyLimit(string Measure, double Milliseconds, double? Below, double? Above)
{
    private static readonly double[] Limits = [100, 1000];

    public static IReadOnlyList<LatencyLimit> Find(IReadOnlyList<RampPoint> points) =>
    [
        .. from measure in points.SelectMany(point => point.Measures).Select(measure => measure.Name).Distinct()
           from limit in Limits
           select Find(points, measure, limit),
    ];

    private static LatencyLimit Find(IReadOnlyList<RampPoint> points, string name, double limit)
    {
        double? below = null;
        foreach (var point in points)
        {
            if (point.Measures.FirstOrDefault(measure => measure.Name == name) is not { } measure)
                continue;
            if (measure.P99 is not { } p99 || p99 > limit) // A missing p99 means that nothing completed within the step.
                return new LatencyLimit(name, limit, below, point.Level);
            below = point.Level;
        }

        return new LatencyLimit(name, limit, below, null);
    }
}
