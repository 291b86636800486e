namespace LatamFunctions.Kusto;

/// <summary>A query for Azure Data Explorer.</summary>
/// <param name="Name">The query's name in the logs of Azure Data Explorer.</param>
/// <param name="Text">KQL that is the same for every request. Values from requests are in <see cref="Parameters"/>.</param>
public sealed record KustoQuery(string Name, string Text)
{
    /// <summary>
    /// Values by name: string, int, long, DateTime, TimeSpan, or a list of strings for a dynamic array. If a value is <c>null</c>, the
    /// default in the text applies.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>The maximum age of a cached result in Azure Data Explorer; <c>null</c> to bypass the cache.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// Whether the result can exceed Azure Data Explorer's default limits of 500,000 rows and 64 MB. Such a result is streamed, so reading
    /// any row can block. Read the rows on a dedicated thread (<see cref="DedicatedThread"/>).
    /// </summary>
    public bool IsUnlimited { get; init; }

    /// <summary>
    /// The query's key, and the query that can replace simultaneous queries for different keys; <c>null</c> if the query is always
    /// executed alone.
    /// </summary>
    public (string Key, KeyedQuery Query)? Batch { get; init; }
}
