using System.Globalization;

namespace LoadBenchmark.Ramps;

/// <summary>The step from which on a system is overloaded.</summary>
/// <param name="Level">The step's load.</param>
/// <param name="Reason">The rule that found it.</param>
internal sealed record Knee(double Level, string Reason)
{
    /// <summary>The share of the target rate that a step must reach.</summary>
    private const double ReachedShare = 0.95;

    /// <summary>The factor over the lowest p99 of the earlier steps.</summary>
    private const double P99Factor = 10;

    /// <summary>Latencies below it, in milliseconds, are not an overload, regardless of their ratio.</summary>
    private const double P99Floor = 100;

    /// <summary>The first step that is overloaded, if the next one is as well: a single bad step may be an accident.</summary>
    /// <returns>Null if there is none.</returns>
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
                return Text($"{measure.Reached / measure.Target:P0} of the targeted {measure.Name} were reached");
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
