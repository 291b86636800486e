namespace LocalEventHubs.Errors;

public enum EventHubsErrorReason
{
    /// <summary>The hub or consumer group does not exist.</summary>
    NotFound,

    /// <summary>The hub has no such partition.</summary>
    PartitionNotFound,

    /// <summary>A position beyond the end of the partition.</summary>
    InvalidPosition,

    /// <summary>A send larger than the configured maximum.</summary>
    MessageSizeExceeded,

    /// <summary>A name, a property or another argument is invalid.</summary>
    InvalidArgument,

    /// <summary>No token, or one that is not valid for the operation.</summary>
    Unauthorized,

    /// <summary>More links, tokens or receivers than one client may have.</summary>
    QuotaExceeded,

    /// <summary>The configuration contradicts the stored data.</summary>
    ConfigurationConflict,
}
