using LocalEventHubs.Configuration;

namespace LocalEventHubs.Log;

internal sealed record LogOptions(long MaxSegmentSize, TimeSpan RetentionTime, long RetentionSize)
{
    public static LogOptions From(EventHubBrokerOptions options, EventHubDefinition hub) =>
        new(options.MaxSegmentSize, hub.RetentionTime ?? options.RetentionTime, hub.RetentionSize ?? options.RetentionSize);
}
