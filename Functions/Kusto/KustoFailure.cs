namespace LatamFunctions.Kusto;

/// <summary>The kind of a failed request to Azure Data Explorer, by which the app decides what to do.</summary>
public enum KustoFailure
{
    /// <summary>Too many requests: wait, then try again.</summary>
    Throttled,

    /// <summary>The service is unreachable or not ready, or the connection was interrupted: wait, then try again.</summary>
    Unavailable,

    /// <summary>The request took too long. Trying again may help.</summary>
    Timeout,

    /// <summary>
    /// The service responds, but this app cannot use it: a database, table, mapping or permission is missing. No event is the cause, so
    /// none may be dead-lettered; an operator has to repair it.
    /// </summary>
    Misconfigured,

    /// <summary>The request itself is invalid, and would fail again. In ingestion: one of its rows.</summary>
    Refused,

    /// <summary>The result is larger than Azure Data Explorer's limit, and would be so again.</summary>
    LimitsExceeded,

    /// <summary>The caller canceled the request: shutdown, lost partition, disconnected client.</summary>
    Cancelled,

    /// <summary>Not a failure of Azure Data Explorer.</summary>
    Other,
}
