using System.Diagnostics;

namespace LatamFunctions.Kusto;

/// <summary>
/// The spans for calls to Azure Data Explorer. Attributes follow the OpenTelemetry semantic conventions for database clients.
/// </summary>
internal static class KustoSpans
{
    /// <summary>The name of the activity source, to which tracers subscribe.</summary>
    public const string SourceName = "LatamFunctions.Kusto";

    private static readonly ActivitySource Source = new(SourceName);

    /// <param name="operation">The kind of call: <c>query</c> or <c>ingest</c>.</param>
    /// <param name="summary">
    /// The name of the query or of the table. The summary has few distinct values and contains no value from a request.
    /// </param>
    /// <param name="database">The database's name.</param>
    /// <returns>The span; <c>null</c> if the source has no listener.</returns>
    public static Activity? Start(string operation, string summary, string database)
    {
        if (!Source.HasListeners())
            return null;

        var span = Source.StartActivity($"{operation} {summary}", ActivityKind.Client);
        return span is not { IsAllDataRequested: true } ? span : span
            .SetTag("db.system.name", "azure.kusto")
            .SetTag("db.namespace", database)
            .SetTag("db.operation.name", operation)
            .SetTag("db.query.summary", summary);
    }

    /// <summary>Marks the span as failed. The exception itself is logged where it is handled.</summary>
    public static void Fail(this Activity? span, Exception exception) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().FullName);
}
