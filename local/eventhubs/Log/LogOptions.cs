using LocalEventHubs.Configuration;

namespace LocalEventHubs.Log;

/// <summary>The limits of a partition's log: the size of a segment, and the age and the total size of the retained events.</summary>
internal sealed record LogOptions(long MaxSegmentSize, TimeSpan RetentionTime, long RetentionSize)
{
    public static LogOptions From(EventHubBrokerOptions options, EventHubDefinition hub) =>
        new(options.MaxSegmentSize, hub.RetentionTime ?? options.RetentionTime, hub.RetentionSize ?? options.RetentionSize);
}
