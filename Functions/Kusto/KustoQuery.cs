namespace LatamFunctions.Kusto;

/// <summary>A query for Azure Data Explorer.</summary>
/// <param name="Name">The name of its queries in Azure Data Explorer's own logs.</param>
/// <param name="Text">KQL that is the same for every request; the request's values are in <see cref="Parameters"/>.</param>
public sealed record KustoQuery(string Name, string Text)
{
    /// <summary>Values by name: string, int, long, DateTime or TimeSpan. A null is left to the default in the text.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>The highest age of a result from Azure Data Explorer's own cache; null to bypass it.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// Whether the result may exceed Azure Data Explorer's default limits of 500,000 rows and 64 MB. It is streamed then, so that rows,
    /// even the first one, may be waited for: read them on a dedicated thread (<see cref="DedicatedThread"/>).
    /// </summary>
    public bool IsUnlimited { get; init; }
}
