using System.Globalization;
using LocalKusto.Catalog;

namespace LocalKusto.Commands;

/// <summary>The <c>.show</c> family: what is there, in the columns that tools expect.</summary>
internal static class ShowCommands
{
    private static readonly Column[] Databases = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, ReservedSlot1:bool, DatabaseId:guid, InTransitionTo, SuspensionState");

    private static readonly Column[] DatabasesDetails = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, AuthorizedPrincipals, RetentionPolicy, MergePolicy, "
        + "ReservedSlot1:bool, CachingPolicy, ShardingPolicy, StreamingIngestionPolicy, IngestionBatchingPolicy, TotalSize:real, DatabaseId:guid, InTransitionTo");

    private static readonly Column[] CurrentDatabase = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, CurrentUserIsUnrestrictedViewer:bool, DatabaseId:guid, InTransitionTo, SuspensionState");

    private static readonly Column[] Version = CommandResult.Schema("BuildVersion, BuildTime:datetime, ServiceType, ProductVersion, ServiceOffering");

    private static readonly Column[] Cluster = CommandResult.Schema(
        "NodeId, Address, Name, StartTime:datetime, IsAdmin:bool, MachineTotalMemory:long, MachineAvailableMemory:long, ProcessorCount:int, "
        + "EnvironmentDescription, ProductVersion, Reserved0");

    private static readonly Column[] Capacity = CommandResult.Schema("Resource, Total:long, Consumed:long, Remaining:long");

    // Things that this engine has none of: their columns, and no rows.
    private static readonly Dictionary<string, Column[]> AlwaysEmpty = new(StringComparer.Ordinal)
    {
        ["queries"] = CommandResult.Schema(
            "ClientActivityId, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, RootActivityId:guid, User, FailureReason, "
            + "TotalCpu:timespan, CacheStatistics:dynamic, Application, MemoryPeak:long, ScannedExtentsStatistics:dynamic, Principal, ClientRequestProperties:dynamic, "
            + "ResultSetStatistics:dynamic, WorkloadGroup, OverallQueryStats, VirtualCluster"),
        ["commands"] = CommandResult.Schema(
            "ClientActivityId, CommandType, Text, Database, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, RootActivityId:guid, User, "
            + "FailureReason, Application, Principal, TotalCpu:timespan, ResourcesUtilization:dynamic, ClientRequestProperties:dynamic, WorkloadGroup, VirtualCluster"),
        ["operations"] = CommandResult.Schema(
            "OperationId:guid, Operation, NodeId, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, Status, RootActivityId:guid, "
            + "ShouldRetry:bool, Database, Principal, User, AdminEpochStartTime:datetime"),
        ["entity_groups"] = CommandResult.Schema("Name, Entities"),
    };

    private static readonly Column[] IngestionFailures = CommandResult.Schema(
        "OperationId:guid, Database, Table, FailedOn:datetime, IngestionSourcePath, Details, FailureKind, RootActivityId:guid, OperationKind, "
        + "OriginatesFromUpdatePolicy:bool, ErrorCode, Principal, ShouldRetry:bool, User, IngestionProperties");

    private static readonly Column[] Principals = CommandResult.Schema(
        "Role, PrincipalType, PrincipalDisplayName, PrincipalObjectId, PrincipalFQN, Notes, RoleAssignmentIdentifier");

    private static readonly Column[] PrincipalRoles = CommandResult.Schema("Scope, DisplayName, AADObjectID, Role");

    private static readonly string ProductVersion = typeof(ShowCommands).Assembly.GetName().Version?.ToString() ?? "";

    private static readonly DateTime StartTime = DateTime.UtcNow;

    // Kusto's ids are of no use here but must stay the same.
    private static readonly Guid DatabaseId = new("c0ffee00-0000-4000-8000-000000000001");

    /// <returns>Null when nothing of that name can be shown.</returns>
    public static Command? Read(CommandReader reader)
    {
        var start = reader.Position;
        var noun = reader.ReadWord();
        if (AlwaysEmpty.TryGetValue(noun, out var columns))
        {
            reader.TryWord("running");
            return Empty(columns);
        }
        switch (noun)
        {
            case "version":
                return new Command("VersionShow", _ => CommandResult.Of(Version, [ProductVersion, StartTime, "Engine", ProductVersion, "LocalKusto"]));
            case "cluster":
                return reader.TryWord("databases") ? ReadDatabases(reader) : new Command("ClusterShow", _ => CommandResult.Of(Cluster, ClusterRow()));
            case "capacity":
                return new Command("CapacityShow", _ => CommandResult.Of(Capacity, ["Queries", (long)Environment.ProcessorCount * 10, 0L, (long)Environment.ProcessorCount * 10]));
            case "databases":
                return ReadDatabases(reader);
            case "database":
                return ReadDatabase(reader);
            case "schema":
                return ShowSchemaCommands.Read(reader, null);
            case "tables":
                return ReadTables(reader);
            case "table":
                return ReadTable(reader);
            case "functions":
                return FunctionCommands.ShowAll();
            case "function":
                return FunctionCommands.ReadShow(reader);
            case "materialized-views":
                return reader.TryWord("details") ? null : MaterializedViewCommands.ShowAll();
            case "materialized-view":
                return ReadMaterializedView(reader);
            case "ingestion" when reader.TryWord("failures"):
                return Empty(IngestionFailures);
            case "principal":
                return reader.TryWord("roles") || reader.TryWord("access") ? Empty(PrincipalRoles) : null;
            default:
                reader.Rewind(start);
                return null;
        }
    }

    private static Command Empty(Column[] columns) => new("EmptyShow", _ => CommandResult.Of(columns));

    private static Command ReadDatabases(CommandReader reader)
    {
        if (reader.TryWord("details"))
            return new Command("DatabasesDetailsShow", context => CommandResult.Of(DatabasesDetails, DatabaseDetailsRow(context.Catalog)));
        if (reader.TryWord("entities"))
        {
            reader.ReadProperties();
            return ShowSchemaCommands.Entities();
        }
        if (reader.Try("("))
        {
            reader.Rewind(reader.Position - 1);
            var names = reader.ReadNames();
            return Checked(ShowSchemaCommands.Read(reader, null), names);
        }
        return reader.TryWord("schema")
            ? ShowSchemaCommands.ReadForm(reader)
            : new Command("DatabasesShow", context => CommandResult.Of(Databases, DatabaseRow(context.Catalog)));
    }

    // [D] schema [as …] | [D] principals | D policy X | nothing
    private static Command ReadDatabase(CommandReader reader)
    {
        if (reader.TryWord("schema"))
            return ShowSchemaCommands.ReadForm(reader);
        var start = reader.Position;
        if (reader.AtEnd || reader.Try("|") || reader.Try(";"))
        {
            reader.Rewind(start);
            return new Command("DatabaseShow", context => CommandResult.Of(CurrentDatabase, DatabaseRow(context.Catalog)));
        }
        var name = reader.ReadName();
        if (reader.TryWord("policy"))
            return PolicyCommands.ReadShow("Database", name, reader);
        if (reader.TryWord("principals"))
            return Checked(Empty(Principals), [name]);
        if (reader.TryWord("entities"))
            return Checked(ShowSchemaCommands.Entities(), [name]);
        return ShowSchemaCommands.Read(reader, name);
    }

    private static Command ReadTables(CommandReader reader)
    {
        List<string>? names = null;
        if (reader.Try("("))
        {
            reader.Rewind(reader.Position - 1);
            names = reader.ReadNames();
        }
        return reader.TryWord("details")
            ? ShowTableCommands.Details(names)
            : ShowTableCommands.Tables(names);
    }

    private static Command? ReadTable(CommandReader reader)
    {
        if (reader.Try("*"))
        {
            reader.ExpectWord("policy");
            return PolicyCommands.ReadShow("Table", "*", reader);
        }
        var name = reader.ReadName();
        if (reader.TryWord("policy"))
            return PolicyCommands.ReadShow("Table", name, reader);
        if (reader.TryWord("ingestion"))
            return MappingCommands.ReadShow(name, reader);
        if (reader.TryWord("details"))
            return ShowTableCommands.Details([name]);
        if (reader.TryWord("cslschema"))
            return ShowTableCommands.Schema(name, asJson: false);
        if (reader.TryWords("schema", "as", "json"))
            return ShowTableCommands.Schema(name, asJson: true);
        if (reader.TryWord("principals"))
            return Empty(Principals);
        return ShowTableCommands.Columns(name);
    }

    private static Command ReadMaterializedView(CommandReader reader)
    {
        if (reader.Try("*"))
        {
            reader.ExpectWord("policy");
            return PolicyCommands.ReadShow("MaterializedView", "*", reader);
        }
        var name = reader.ReadName();
        if (reader.TryWord("policy"))
            return PolicyCommands.ReadShow("MaterializedView", name, reader);
        if (reader.TryWord("cslschema"))
            return ShowTableCommands.ViewSchema(name, asJson: false);
        return reader.TryWords("schema", "as", "json") ? ShowTableCommands.ViewSchema(name, asJson: true) : MaterializedViewCommands.Show(name);
    }

    private static Command Checked(Command command, IReadOnlyList<string> databases) => command with
    {
        Run = context =>
        {
            foreach (var database in databases)
                context.CheckDatabase(database);
            return command.Run(context);
        },
    };

    private static object?[] DatabaseRow(KustoCatalog catalog) =>
        [catalog.DatabaseName, "", "v1.0", true, "ReadWrite", "", false, DatabaseId, "", ""];

    private static object?[] DatabaseDetailsRow(KustoCatalog catalog) =>
    [
        catalog.DatabaseName, "", "v1.0", true, "ReadWrite", "", "[]", Policy(catalog, "retention"), Policy(catalog, "merge"), false,
        Policy(catalog, "caching"), Policy(catalog, "sharding"), Policy(catalog, KustoCatalog.StreamingIngestionPolicy),
        Policy(catalog, "ingestionbatching"), 0.0, DatabaseId, "",
    ];

    private static string Policy(KustoCatalog catalog, string name) => PolicyCommands.PolicyText(catalog, "Database", "", name);

    private static object?[] ClusterRow()
    {
        var memory = GC.GetGCMemoryInfo();
        return
        [
            "Local", "127.0.0.1", "LocalKusto", StartTime, true, memory.TotalAvailableMemoryBytes,
            Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes), Environment.ProcessorCount,
            string.Create(CultureInfo.InvariantCulture, $".NET {Environment.Version}, DuckDB {DuckDb.DuckDbDatabase.LibraryVersion}"), ProductVersion, "",
        ];
    }
}
