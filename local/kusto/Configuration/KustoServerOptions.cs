using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalKusto.Configuration;

public sealed record KustoServerOptions
{
    /// <summary>The name of the database file in the data folder.</summary>
    internal const string DatabaseFile = "kusto.duckdb";

    /// <summary>The folder of the database file; created if it does not exist. One server at a time can have it open.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The one database. Requests that name none mean it.</summary>
    public string Database { get; init; } = "NetDefaultDB";

    /// <summary>Threads of DuckDB; null for one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Memory of DuckDB, e.g. <c>2GB</c>; null for a quarter of the machine's. Beyond it, queries spill to the data folder.
    /// </summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The maximum number of queries that run or wait for a core, ten per core as in Kusto; one more returns 429.</summary>
    public int MaxConcurrentQueries { get; init; } = Environment.ProcessorCount * 10;

    /// <summary>
    /// The longest time that rows wait for a management command that changes the database; then the response has the status 503 and none is
    /// stored.
    /// </summary>
    public TimeSpan MaxIngestionWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The bearer token that requests must have; null if none is required.</summary>
    public string? AccessToken { get; init; }

    /// <summary>
    /// Whether materialized views are refreshed in the background. Without it, the results are the same, and queries take longer the more
    /// rows have arrived since the last refresh.
    /// </summary>
    public bool MaterializesViews { get; init; } = true;

    /// <summary>The queries that the page for analysts offers under Samples.</summary>
    public IReadOnlyList<SampleQuery> SampleQueries { get; init; } = SampleQuery.Defaults;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Without the token, which a record would otherwise print.</summary>
    public override string ToString() => $"{DataDirectory}, port {Port}, {Database}";
}
