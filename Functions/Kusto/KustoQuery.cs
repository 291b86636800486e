namespace LatamFunctions.Kusto;

/// <summary>A question to Azure Data Explorer.</summary>
/// <param name="Name">What its queries are called in Azure Data Explorer's own logs.</param>
/// <param name="Text">KQL that is the same for every request; what a request says travels in <see cref="Parameters"/>.</param>
public sealed record KustoQuery(string Name, string Text)
{
    /// <summary>Values by name: string, int, long, DateTime or TimeSpan. A null is left to the default in the text.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>How old an answer from Azure Data Explorer's own cache of results may be; null for none.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// Whether the answer may have more than Azure Data Explorer's usual 500,000 rows and 64 MB. It is streamed then, so that rows, even
    /// the first one, may be waited for: read them on a thread of your own (<see cref="OwnThread"/>).
    /// </summary>
    public bool IsUnlimited { get; init; }
}
