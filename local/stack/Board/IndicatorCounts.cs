namespace LocalStack.Board;

/// <summary>What an indicator counted: all of it, and how much of it was bad.</summary>
internal readonly record struct IndicatorCounts(double Total, double Bad)
{
    public static IndicatorCounts operator +(IndicatorCounts left, IndicatorCounts right) =>
        new(left.Total + right.Total, left.Bad + right.Bad);
}
