using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalKusto.Configuration;

public sealed record KustoServerOptions
{
    /// <summary>The name of the database file in the data folder.</summary>
    internal const string DatabaseFile = "kusto.duckdb";

    /// <summary>
    /// The name of the file with the materialized parts of views. If the file is deleted, the engine computes the parts again.
    /// </summary>
    internal const string PartsFile = "views.duckdb";

    /// <summary>
    /// The folder that contains the database file. The folder is created if it does not exist. Only one server at a time can use the
    /// folder.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port on the loopback address. The value 0 selects a free port.</summary>
    public int Port { get; init; }

    /// <summary>The name of the only database. Requests without a database name use this database.</summary>
    public string Database { get; init; } = "NetDefaultDB";

    /// <summary>The number of DuckDB threads. <c>null</c> means one thread per core.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// DuckDB's memory limit, for example <c>2GB</c>. <c>null</c> means a quarter of the machine's memory, but at least 512 MB. Queries
    /// that need more memory spill to the data folder.
    /// </summary>
    public string? MemoryLimit { get; init; }

    /// <summary>
    /// The maximum number of queries that can run or wait for a core at the same time. The default is ten per core, as in Kusto. The server
    /// rejects additional queries with status 429.
    /// </summary>
    public int MaxConcurrentQueries { get; init; } = Environment.ProcessorCount * 10;

    /// <summary>
    /// The maximum time that an ingestion request waits for a management command that changes the database. After this time, the request
    /// fails with status 503 and no rows are stored.
    /// </summary>
    public TimeSpan MaxIngestionWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The bearer token that requests must contain, or <c>null</c> if no token is required.</summary>
    public string? AccessToken { get; init; }

    /// <summary>
    /// Whether materialized views are refreshed in the background. If <c>false</c>, query results are the same, but queries become slower
    /// as rows arrive.
    /// </summary>
    public bool MaterializesViews { get; init; } = true;

    /// <summary>The queries on the Samples tab of the query page.</summary>
    public IReadOnlyList<SampleQuery> SampleQueries { get; init; } = SampleQuery.Defaults;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Returns a description without the token. The generated <c>ToString</c> method would include the token.</summary>
    public override string ToString() => $"{DataDirectory}, port {Port}, {Database}";
}
