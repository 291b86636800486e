namespace LocalEventHubs.Errors;

/// <summary>The reason why the broker rejects a request. Each protocol maps the reason to its own error code.</summary>
public enum EventHubsErrorReason
{
    /// <summary>The hub or consumer group does not exist.</summary>
    NotFound,

    /// <summary>The hub exists, but the partition does not exist.</summary>
    PartitionNotFound,

    /// <summary>The position is beyond the end of the partition.</summary>
    InvalidPosition,

    /// <summary>The send is larger than the configured maximum.</summary>
    MessageSizeExceeded,

    /// <summary>A name, a property or another argument is invalid.</summary>
    InvalidArgument,

    /// <summary>The token is missing or not valid for the operation.</summary>
    Unauthorized,

    /// <summary>The client exceeds the maximum number of links, tokens or receivers.</summary>
    QuotaExceeded,

    /// <summary>The configuration contradicts the stored data.</summary>
    ConfigurationConflict,
}
