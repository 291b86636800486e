using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Computes the arrays of <c>make-series</c>.</summary>
internal static class SeriesArrays
{
    private const long MaxPoints = 1_048_576;

    /// <summary>
    /// Returns the 0-based number of the bin that contains the value, or <c>null</c> if the step is not positive. For a value before the
    /// first bin, the result is negative or <c>null</c>.
    /// </summary>
    public static long? Index(double value, double from, double step) => step > 0 ? (long)Math.Floor((value - from) / step) : null;

    /// <inheritdoc cref="Index(double, double, double)"/>
    public static long? Index(long value, long from, long step) => step > 0 && value >= from ? (value - from) / step : null;

    /// <inheritdoc cref="Count(double, double, double)"/>
    public static long? Count(long from, long to, long step) => step > 0
        ? (long)Int128.Clamp(((Int128)to - from + step - 1) / step, 0, MaxPoints) : null;

    /// <summary>
    /// Returns the number of bins from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), or <c>null</c> if the step
    /// is not positive.
    /// </summary>
    public static long? Count(double from, double to, double step) => step > 0
        ? (long)Math.Clamp(Math.Ceiling((to - from) / step), 0, MaxPoints) : null;

    /// <summary>Converts pairs of bin number and value, in any order, to an array of all bins.</summary>
    public static Json? Values(JsonElement bins, long count, Json absent)
    {
        var values = new string[count];
        Array.Fill(values, absent.Text);
        foreach (var bin in bins.EnumerateArray())
        {
            if (bin[0].TryGetInt64(out var index) && index >= 0 && index < count)
                values[index] = bin[1].GetRawText();
        }

        return DynamicValues.Array(values);
    }

    public static Json? Axis(long count, Func<long, Json> value)
    {
        var texts = new string[count];
        for (var i = 0L; i < count; i++)
            texts[i] = value(i).Text;
        return DynamicValues.Array(texts);
    }
}
