using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>The lists that tools request but that are always empty in this engine. The result has Kusto's columns and no rows.</summary>
internal static class EmptyShowCommands
{
    private const string Principals =
        "Role, PrincipalType, PrincipalDisplayName, PrincipalObjectId, PrincipalFQN, Notes, RoleAssignmentIdentifier";

    private const string Journal =
        "Event, EventTimestamp:datetime, Database, EntityName, UpdatedEntityName, EntityVersion, EntityContainerName, OriginalEntityState, "
        + "UpdatedEntityState, ChangeCommand, Principal, RootActivityId:guid, ClientRequestId, User, OriginalEntityVersion";

    private const string Commands =
        "ClientActivityId, CommandType, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, "
        + "RootActivityId:guid, User, FailureReason, Application, Principal, TotalCpu:timespan, ResourcesUtilization:dynamic, "
        + "ClientRequestProperties:dynamic, WorkloadGroup, VirtualCluster";

    private const string CommandsAndQueries =
        "ClientActivityId, CommandType, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, "
        + "FailureReason, RootActivityId:guid, User, Application, Principal, ClientRequestProperties:dynamic, TotalCpu:timespan, "
        + "MemoryPeak:long, CacheStatistics:dynamic, ScannedExtentsStatistics:dynamic, ResultSetStatistics:dynamic, WorkloadGroup, "
        + "VirtualCluster";

    private const string IngestionFailures =
        "OperationId:guid, Database, Table, FailedOn:datetime, IngestionSourcePath, Details, FailureKind, RootActivityId:guid, "
        + "OperationKind, OriginatesFromUpdatePolicy:bool, ErrorCode, Principal, ShouldRetry:bool, User, IngestionProperties";

    private const string StreamingStatistics =
        "Database, Table, StartTime:datetime, EndTime:datetime, Count:long, MinDuration:timespan, MaxDuration:timespan, "
        + "AvgDuration:timespan, TotalDataSize:long, MinDataSize:long, MaxDataSize:long, TotalRowCount:long, MinRowCount:long, "
        + "MaxRowCount:long, IngestionStatus, NumOfRowStoresReferences:int, Principal, NodeId, IngestionProperties:dynamic";

    private const string StreamingFailures =
        "Database, Table, Principal, RootActivityId:guid, IngestionProperties:dynamic, Count:long, FirstFailureOn:datetime, "
        + "LastFailureOn:datetime, FailureKind, ErrorCode, Details";

    private const string ExternalTables =
        "TableName, TableType, Folder, DocString, Properties, ConnectionStrings:dynamic, Partitions:dynamic, PathFormat";

    private const string ContinuousExports =
        "Name, ExternalTableName, Query, ForcedLatency:timespan, IntervalBetweenRuns:timespan, CursorScopedTables, ExportProperties, "
        + "LastRunTime:datetime, StartCursor, IsDisabled:bool, LastRunResult, ExportedTo:datetime, IsRunning:bool";

    private const string StoredQueryResults =
        "StoredQueryResultId:guid, Name, DatabaseName, PrincipalIdentity, SizeInBytes:long, RowCount:long, "
        + "CreatedOn:datetime, ExpiresOn:datetime";

    private const string DatabaseMappings = "Name, Kind, Mapping, LastUpdatedOn:datetime, Database";

    // An asterisk matches any name. Forms with more words come first.
    private static readonly (string[] Words, Column[] Columns)[] Forms = [.. new (string Words, string Columns)[]
    {
        ("commands", Commands),
        ("commands-and-queries", CommandsAndQueries),
        ("ingestion failures", IngestionFailures),
        ("journal", Journal),
        ("database * journal", Journal),
        ("database * principals", Principals),
        ("database * ingestion mappings", DatabaseMappings),
        ("cluster principals", Principals),
        ("table * principals", Principals),
        ("function * principals", Principals),
        ("materialized-view * principals", Principals),
        ("principal roles", "Scope, DisplayName, AADObjectID, Role"),
        ("principal access", "Scope, DisplayName, AADObjectID, Role"),
        ("streamingingestion statistics", StreamingStatistics),
        ("streamingingestion failures", StreamingFailures),
        ("external tables", ExternalTables),
        ("continuous-exports", ContinuousExports),
        ("stored_query_results", StoredQueryResults),
        ("workload_groups", "WorkloadGroupName, WorkloadGroup"),
        ("entity_groups", "Name, Entities"),
    }.Select(form => (form.Words.Split(' '), CommandResult.Schema(form.Columns))).OrderByDescending(form => form.Item1.Length)];

    /// <summary>Reads the text after <c>.show</c>.</summary>
    /// <returns>
    /// The command, or <c>null</c> if the text does not request one of these lists. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(CommandReader reader)
    {
        var start = reader.Position;
        foreach (var (words, columns) in Forms)
        {
            if (TryRead(reader, words, out var database))
            {
                reader.ReadProperties();
                return new Command("EmptyShow", context =>
                {
                    if (database is not null)
                        context.CheckDatabase(database);
                    return CommandResult.Create(columns);
                });
            }
            reader.Rewind(start);
        }
        return null;
    }

    private static bool TryRead(CommandReader reader, string[] words, out string? database)
    {
        database = null;
        foreach (var word in words)
        {
            var start = reader.Position;
            if (word == "*" ? !reader.TryName() : !reader.TryWord(word))
                return false;
            if (word == "*" && words[0] == "database")
                database = new CommandReader(reader.Text, start).ReadName();
        }
        return true;
    }
}
