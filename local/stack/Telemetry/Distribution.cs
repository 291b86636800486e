namespace LocalStack.Telemetry;

/// <summary>
/// The values of a histogram: their count, their sum, and the count per bucket. A bucket includes its upper bound, and the last bucket has
/// no upper bound. A counter is represented as a distribution without buckets, whose sum is the counter's value.
/// </summary>
internal sealed record Distribution(long Count, double Sum, IReadOnlyList<double> Bounds, IReadOnlyList<long> Buckets)
{
    public static readonly Distribution None = new(0, 0, [], []);

    /// <summary>The mean, or <c>null</c> if there are no values.</summary>
    public double? Mean => Count == 0 ? null : Sum / Count;

    public static Distribution operator +(Distribution left, Distribution right) => left.Combine(right, (a, b) => a + b, (a, b) => a + b);

    public static Distribution operator -(Distribution later, Distribution earlier) =>
        later.Combine(earlier, (a, b) => a - b, (a, b) => a - b);

    /// <summary>
    /// Estimates a quantile as <c>histogram_quantile</c> in Prometheus does: values are assumed to be distributed evenly in their bucket,
    /// and values in the last bucket equal its lower bound.
    /// </summary>
    /// <param name="share">The share of the values, from 0 to 1.</param>
    /// <returns>The quantile, or <c>null</c> if there are no values or no buckets.</returns>
    public double? Quantile(double share)
    {
        if (Count == 0 || Bounds.Count == 0)
            return null;

        var rank = share * Count;
        var below = 0L;
        for (var i = 0; i < Bounds.Count; i++)
        {
            var inBucket = Buckets[i];
            if (inBucket > 0 && below + inBucket >= rank)
            {
                var lower = i == 0 ? Math.Min(0, Bounds[0]) : Bounds[i - 1];
                return lower + ((Bounds[i] - lower) * Math.Max(0, rank - below) / inBucket);
            }

            below += inBucket;
        }

        return Bounds[^1];
    }

    /// <summary>Returns the number of values that are greater than a bound of the histogram.</summary>
    public long CountAbove(double bound)
    {
        if (Count == 0)
            return 0;
        var index = Bounds.ToList().IndexOf(bound);
        return index >= 0
            ? Buckets.Skip(index + 1).Sum()
            : throw new ArgumentException($"{bound} is not a bound of the histogram.", nameof(bound));
    }

    private Distribution Combine(Distribution other, Func<long, long, long> counts, Func<double, double, double> sums)
    {
        if (Buckets.Count > 0 && other.Buckets.Count > 0 && !Bounds.SequenceEqual(other.Bounds))
            throw new ArgumentException("The histograms have different bounds.", nameof(other));
        var (bounds, length) = Buckets.Count > 0 ? (Bounds, Buckets.Count) : (other.Bounds, other.Buckets.Count);
        var buckets = new long[length];
        for (var i = 0; i < length; i++)
            buckets[i] = counts(Buckets.ElementAtOrDefault(i), other.Buckets.ElementAtOrDefault(i));
        return new Distribution(counts(Count, other.Count), sums(Sum, other.Sum), bounds, buckets);
    }
}
