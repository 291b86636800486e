using System.Globalization;

namespace LoadBenchmark.Ramps;

/// <summary>The first step of a ramp at which a system is overloaded.</summary>
/// <param name="Level">The load of the step.</param>
/// <param name="Reason">The rule that the step violates.</param>
internal sealed record Knee(double Level, string Reason)
{
    /// <summary>The minimum share of the target rate of a step that is not overloaded.</summary>
    private const double ReachedShare = 0.95;

    /// <summary>The maximum ratio of the p99 of a step to the lowest p99 of the earlier steps.</summary>
    private const double P99Factor = 10;

    /// <summary>Latencies below this value, in milliseconds, are not an overload, regardless of their ratio.</summary>
    private const double P99Floor = 100;

    /// <summary>Finds the first overloaded step whose next step is also overloaded: a single bad step may be an accident.</summary>
    /// <returns>The knee, or null if no step is overloaded.</returns>
    public static Knee? Find(IReadOnlyList<RampPoint> points)
    {
        var reasons = points.Select((_, index) => ReasonOf(points, index)).ToList();
        for (var i = 0; i < points.Count; i++)
        {
            if (reasons[i] is { } reason && (i == points.Count - 1 || reasons[i + 1] is not null))
                return new Knee(points[i].Level, reason);
        }

        return null;
    }

    private static string? ReasonOf(IReadOnlyList<RampPoint> points, int index)
    {
        foreach (var measure in points[index].Measures)
        {
            if (measure.Reached < ReachedShare * measure.Target)
                return Text($"the rate of {measure.Name} was {measure.Reached / measure.Target:P0} of the target");
            var lowest = points.Take(index)
                .SelectMany(point => point.Measures)
                .Where(earlier => earlier.Name == measure.Name)
                .Min(earlier => earlier.P99);
            if (measure.P99 > P99Floor && measure.P99 > P99Factor * lowest)
                return Text($"p99 of {measure.Name} is {measure.P99 / lowest:N0} times its lowest value");
        }

        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
