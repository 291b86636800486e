namespace LoadBenchmark.Ramps;

/// <summary>The load levels of a ramp. Each level is a constant multiple of the previous level, up to twice the knee.</summary>
/// <param name="First">The lowest level.</param>
/// <param name="Factor">The factor between levels, greater than 1.</param>
/// <param name="Highest">The last level of a ramp without a knee.</param>
internal sealed record RampLevels(double First, double Factor, double Highest)
{
    private const double BeyondKnee = 2;

    /// <param name="points">The measured steps.</param>
    /// <returns>The next level, or <c>null</c> at the end of the ramp.</returns>
    public double? Next(IReadOnlyList<RampPoint> points)
    {
        if (points.Count == 0)
            return First;

        var last = points[^1].Level;
        var end = Knee.Find(points) is { } knee ? Math.Min(Highest, BeyondKnee * knee.Level) : Highest;
        return last >= end ? null : Math.Min(end, Rounded(last * Factor));
    }

    /// <summary>Rounds to two significant digits.</summary>
    private static double Rounded(double level)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(level)) - 1);
        return Math.Round(Math.Round(level / unit) * unit, 6);
    }
}
