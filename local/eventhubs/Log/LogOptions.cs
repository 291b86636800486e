namespace LocalEventHubs.Log;

internal sealed record LogOptions(long MaxSegmentSize, TimeSpan RetentionTime, long RetentionSize)
{
    public static LogOptions From(EventHubBrokerOptions options) =>
        new(options.MaxSegmentSize, options.RetentionTime, options.RetentionSize);
}
