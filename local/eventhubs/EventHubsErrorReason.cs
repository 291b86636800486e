namespace LocalEventHubs;

public enum EventHubsErrorReason
{
    /// <summary>No such hub, partition or consumer group.</summary>
    NotFound,

    /// <summary>A position beyond the end of the partition.</summary>
    InvalidPosition,

    /// <summary>A send larger than <see cref="EventHubBrokerOptions.MaxMessageSize"/>.</summary>
    MessageSizeExceeded,

    /// <summary>A name, a property or another argument that cannot be taken.</summary>
    InvalidArgument,

    /// <summary>The configuration contradicts the data that is already there.</summary>
    ConfigurationConflict,
}
