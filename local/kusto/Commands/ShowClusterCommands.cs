using System.Globalization;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Commands that show the engine: version, cluster, capacity, diagnostics and running queries.</summary>
internal static class ShowClusterCommands
{
    private static readonly Column[] VersionColumns = CommandResult.Schema(
        "BuildVersion, BuildTime:datetime, ServiceType, ProductVersion, ServiceOffering");

    private static readonly Column[] ClusterColumns = CommandResult.Schema(
        "NodeId, Address, Name, StartTime:datetime, IsAdmin:bool, MachineTotalMemory:long, MachineAvailableMemory:long, "
        + "ProcessorCount:int, EnvironmentDescription, ProductVersion, Reserved0");

    private static readonly Column[] CapacityColumns = CommandResult.Schema("Resource, Total:long, Consumed:long, Remaining:long");

    private static readonly Column[] QueryColumns = CommandResult.Schema(
        "ClientActivityId, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, RootActivityId:guid, "
        + "User, FailureReason, TotalCpu:timespan, CacheStatistics:dynamic, Application, MemoryPeak:long, "
        + "ScannedExtentsStatistics:dynamic, Principal, ClientRequestProperties:dynamic, ResultSetStatistics:dynamic, WorkloadGroup, "
        + "OverallQueryStats, VirtualCluster");

    private static readonly Column[] DiagnosticsColumns = CommandResult.Schema(
        "IsHealthy:bool, EnvironmentDescription, IsScaleOutRequired:bool, MachinesTotal:int, MachinesOffline:int, "
        + "NodeLastRestartedOn:datetime, AdminLastElectedOn:datetime, ExtentsTotal:int, DiskColdAllocationPercentage:int, "
        + "InstancesTargetBasedOnDataCapacity:int, TotalOriginalDataSize:real, TotalExtentSize:real, IngestionsLoadFactor:real, "
        + "IngestionsInProgress:long, IngestionsSuccessRate:real, MergesInProgress:long, BuildVersion, BuildTime:datetime, "
        + "ClusterDataCapacityFactor:real, IsDataWarmingRequired:bool, DataWarmingLastRunOn:datetime, MergesSuccessRate:real, "
        + "NotHealthyReason, IsAttentionRequired:bool, AttentionRequiredReason, ProductVersion, FailedIngestOperations:int, "
        + "FailedMergeOperations:int, MaxExtentsInSingleTable:int, TableWithMaxExtents, MergesLoadFactor:real, WarmExtentSize:real, "
        + "NumberOfDatabases:int");

    private static readonly string ProductVersion = typeof(ShowClusterCommands).Assembly.GetName().Version?.ToString() ?? "";

    private static readonly DateTime StartTime = DateTime.UtcNow;

    private static readonly string RuntimeDescription =
        string.Create(CultureInfo.InvariantCulture, $".NET {Environment.Version}, DuckDB {DuckDb.DuckDbDatabase.LibraryVersion}");

    public static Command Version() =>
        new("VersionShow", _ => CommandResult.Create(VersionColumns, [ProductVersion, StartTime, "Engine", ProductVersion, "LocalKusto"]));

    public static Command Cluster() => new("ClusterShow", _ =>
    {
        var memory = GC.GetGCMemoryInfo();
        return CommandResult.Create(ClusterColumns,
        [
            "Local", "127.0.0.1", "LocalKusto", StartTime, true, memory.TotalAvailableMemoryBytes,
            Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes), Environment.ProcessorCount, RuntimeDescription,
                ProductVersion, "",
        ]);
    });

    public static Command Capacity() => new("CapacityShow", context =>
    {
        var total = (long)Environment.ProcessorCount * 10;
        var consumed = Math.Min(total, context.RunningQueries.All.LongCount());
        return CommandResult.Create(CapacityColumns, ["Queries", total, consumed, total - consumed]);
    });

    /// <summary>Returns the command that lists the running queries. Completed queries are not recorded.</summary>
    public static Command Queries() => new("QueriesShow", context => CommandResult.Create(QueryColumns,
        [.. context.RunningQueries.All.Select(query => QueryRow(query, context.UtcNow))]));

    public static Command Diagnostics() => new("DiagnosticsShow", context =>
    {
        var values = new Dictionary<string, object?>
        {
            ["IsHealthy"] = true,
            ["EnvironmentDescription"] = RuntimeDescription,
            ["MachinesTotal"] = 1,
            ["NodeLastRestartedOn"] = StartTime,
            ["AdminLastElectedOn"] = StartTime,
            ["IngestionsSuccessRate"] = 100.0,
            ["MergesSuccessRate"] = 100.0,
            ["BuildVersion"] = ProductVersion,
            ["BuildTime"] = StartTime,
            ["ProductVersion"] = ProductVersion,
            ["NumberOfDatabases"] = 1,
        };
        var failures = context.Catalog.Parts.Values.Where(part => part.Failure is not null).Select(part => $"{part.View}: {part.Failure}")
            .ToList();
        if (failures.Count > 0)
        {
            values["IsAttentionRequired"] = true;
            values["AttentionRequiredReason"] = string.Join("; ", failures);
        }
        return CommandResult.Create(DiagnosticsColumns,
            [.. DiagnosticsColumns.Select(column => values.GetValueOrDefault(column.Name) ?? Zero(column.Type))]);
    });

    /// <summary>Reads the rest of <c>.cancel query 'client request id'</c>, after the word <c>query</c>.</summary>
    public static Command ReadCancelQuery(CommandReader reader)
    {
        reader.ExpectWord("query");
        var id = reader.ReadString();
        return new Command("QueryCancel", context =>
        {
            var canceled = context.RunningQueries.Cancel(id);
            return CommandResult.Create(QueryColumns, [.. canceled.Select(query => QueryRow(query, context.UtcNow))]);
        });
    }

    private static object?[] QueryRow(RunningQuery query, DateTime now) =>
    [
        query.ClientRequestId, query.Text, query.Database, query.StartedOn, now, now - query.StartedOn, "InProgress", query.ActivityId,
            query.User, "",
        null, null, query.Application, null, null, "", null, null, "default", "", "",
    ];

    private static object? Zero(KustoType type) => type switch
    {
        KustoType.Bool => false,
        KustoType.Int => 0,
        KustoType.Long => 0L,
        KustoType.Real => 0.0,
        KustoType.String => "",
        _ => null,
    };
}
