namespace LocalStack.Board;

/// <summary>The counts of an indicator: all events and bad events.</summary>
internal readonly record struct IndicatorCounts(double Total, double Bad)
{
    public static IndicatorCounts operator +(IndicatorCounts left, IndicatorCounts right) =>
        new(left.Total + right.Total, left.Bad + right.Bad);
}
