using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Line fitting and filters for series. The result for a value that is not an array of numbers is null.</summary>
internal static class SeriesModels
{
    /// <summary>
    /// Returns the result of a least-squares line fit as a bag. Variances are sample variances. A series without variance is a perfect fit.
    /// Returns <c>null</c> for fewer than two values.
    /// </summary>
    public static Json? FitLine(JsonElement series)
    {
        if (Series.Known(series) is not { Length: > 1 } values)
            return null;
        var (center, mean) = ((values.Length - 1) / 2.0, values.Average());
        var slope = values.Select((value, i) => (i - center) * (value - mean)).Sum()
            / values.Select((_, i) => (i - center) * (i - center)).Sum();
        var interception = mean - (slope * center);
        var line = values.Select((_, i) => interception + (slope * i)).ToArray();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        var residual = values.Zip(line, (value, fitted) => (value - fitted) * (value - fitted)).Sum() / (values.Length - 1);
        return DynamicValues.Bag(
        [
            KeyValuePair.Create("rsquare", Series.Text(variance > 0 ? 1 - (residual / variance) : 1)),
            KeyValuePair.Create("slope", Series.Text(slope)),
            KeyValuePair.Create("variance", Series.Text(variance)),
            KeyValuePair.Create("rvariance", Series.Text(residual)),
            KeyValuePair.Create("interception", Series.Text(interception)),
            KeyValuePair.Create("line_fit", DynamicValues.Array(line.Select(value => Series.Text(value))).Text),
        ]);
    }

    /// <summary>
    /// Applies an infinite impulse response filter. Each output is computed from the inputs, whose coefficients are the numerators, and
    /// from the previous outputs, whose coefficients are the denominators. Returns <c>null</c> if the first denominator is 0.
    /// </summary>
    public static Json? Recurse(JsonElement series, JsonElement numerators, JsonElement denominators)
    {
        if (Series.Known(series) is not { } x || Series.Known(numerators) is not { } b || Series.Known(denominators) is not [not 0, ..] a)
            return null;
        var y = new double[x.Length];
        var steps = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < b.Length && j <= i; j++, Evaluation.Step(ref steps))
                y[i] += b[j] * x[i - j];
            for (var j = 1; j < a.Length && j <= i; j++, Evaluation.Step(ref steps))
                y[i] -= a[j] * y[i - j];
            y[i] /= a[0];
        }

        return DynamicValues.Array(y.Select(value => Series.Text(value)));
    }
}
