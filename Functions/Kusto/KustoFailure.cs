namespace LatamFunctions.Kusto;

/// <summary>The class of a failed request to Azure Data Explorer, which determines how the app responds.</summary>
public enum KustoFailure
{
    /// <summary>The service received too many requests. Retry after a delay.</summary>
    Throttled,

    /// <summary>The service is unreachable or not ready, or the connection was interrupted. Retry after a delay.</summary>
    Unavailable,

    /// <summary>The request took too long. A retry can succeed.</summary>
    Timeout,

    /// <summary>
    /// The service responds, but the app cannot use it because a database, table, mapping or permission is missing. The events are not the
    /// cause, so they must not be dead-lettered. An operator must correct the configuration.
    /// </summary>
    Misconfigured,

    /// <summary>The request itself is invalid, and a retry would fail. For ingestion, a row in the request is invalid.</summary>
    InvalidRequest,

    /// <summary>The result exceeds a limit in Azure Data Explorer, and a retry would fail.</summary>
    LimitsExceeded,

    /// <summary>The caller canceled the request, for example because of a shutdown, a lost partition or a disconnected client.</summary>
    Canceled,

    /// <summary>The failure did not occur in Azure Data Explorer.</summary>
    Other,
}
