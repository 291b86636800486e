using System.Globalization;

namespace LoadBenchmark.Ramps;

/// <summary>The knee of a ramp: the first step at which the system is overloaded.</summary>
/// <param name="Level">The load of the step.</param>
/// <param name="Reason">The rule that the step violates.</param>
internal sealed record Knee(double Level, string Reason)
{
    /// <summary>The minimum ratio of the reached rate to the target rate in a step without overload.</summary>
    private const double ReachedShare = 0.95;

    /// <summary>The maximum ratio of the p99 of a step to the lowest p99 of the earlier steps.</summary>
    private const double P99Factor = 10;

    /// <summary>The p99 in milliseconds below which a step is not overloaded, regardless of the ratio.</summary>
    private const double P99Floor = 100;

    /// <summary>
    /// Finds the first overloaded step that is followed by another overloaded step or is the last step. A single overloaded step within the
    /// ramp can be a coincidence.
    /// </summary>
    /// <returns>The knee, or <c>null</c> if the ramp has no knee.</returns>
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
