using LocalKusto.Catalog;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Implements <c>.show databases …</c> and <c>.show database …</c>. The engine has exactly one database.</summary>
internal static class ShowDatabaseCommands
{
    private static readonly Column[] Databases = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, ReservedSlot1:bool, DatabaseId:guid, "
        + "InTransitionTo, SuspensionState");

    private static readonly Column[] Details = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, AuthorizedPrincipals, RetentionPolicy, "
        + "MergePolicy, ReservedSlot1:bool, CachingPolicy, ShardingPolicy, StreamingIngestionPolicy, IngestionBatchingPolicy, "
        + "TotalSize:real, DatabaseId:guid, InTransitionTo");

    private static readonly Column[] Policies = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, DatabaseId:guid, AuthorizedPrincipals, "
        + "RetentionPolicy, MergePolicy, CachingPolicy, ShardingPolicy, StreamingIngestionPolicy, IngestionBatchingPolicy");

    private static readonly Column[] Current = CommandResult.Schema(
        "DatabaseName, PersistentStorage, Version, IsCurrent:bool, DatabaseAccessMode, PrettyName, CurrentUserIsUnrestrictedViewer:bool, "
        + "DatabaseId:guid, InTransitionTo, SuspensionState");

    // Clients expect the database to have a constant id.
    private static readonly Guid DatabaseId = new("c0ffee00-0000-4000-8000-000000000001");

    /// <summary>Reads the text after the word <c>databases</c>.</summary>
    public static Command ReadAll(CommandReader reader)
    {
        if (reader.TryWord("details"))
            return DetailsShow();
        if (reader.TryWord("policies"))
            return PoliciesShow();
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
        if (reader.TryWord("schema"))
            return ShowSchemaCommands.ReadForm(reader);
        return reader.TryWord("identity")
            ? new Command("DatabasesIdentityShow", context => CommandResult.Create(Current, Row(context.Catalog)))
            : new Command("DatabasesShow", context => CommandResult.Create(Databases, Row(context.Catalog)));
    }

    /// <summary>Reads the text after the word <c>database</c>: an optional name, and the output format.</summary>
    public static Command Read(CommandReader reader)
    {
        if (TryReadForm(reader) is { } ofCurrent)
            return ofCurrent;
        if (!reader.AtName)
            return new Command("DatabaseShow", context => CommandResult.Create(Current, Row(context.Catalog)));
        var name = reader.ReadName();
        if (reader.TryWord("policy"))
            return PolicyCommands.ReadShow("Database", name, reader);
        return TryReadForm(reader) is { } form ? Checked(form, [name]) : throw reader.Unexpected();
    }

    private static Command? TryReadForm(CommandReader reader)
    {
        if (reader.TryWord("schema"))
            return ShowSchemaCommands.ReadForm(reader);
        if (reader.TryWord("cslschema"))
        {
            reader.TryWord("script");
            return ShowTableCommands.Schemas();
        }
        if (reader.TryWord("entities"))
            return ShowSchemaCommands.Entities();
        if (reader.TryWord("extents"))
            return ShowExtentCommands.ForDatabase();
        if (reader.TryWord("details"))
            return DetailsShow();
        return reader.TryWord("policies") ? PoliciesShow() : null;
    }

    private static Command DetailsShow() => new("DatabasesDetailsShow", context =>
    {
        var catalog = context.Catalog;
        return CommandResult.Create(Details,
        [
            catalog.DatabaseName, "", "v1.0", true, "ReadWrite", "", "[]", Policy(catalog, "retention"), Policy(catalog, "merge"), false,
            Policy(catalog, "caching"), Policy(catalog, "sharding"), Policy(catalog, KustoCatalog.StreamingIngestionPolicy),
            Policy(catalog, "ingestionbatching"), 0.0, DatabaseId, "",
        ]);
    });

    private static Command PoliciesShow() => new("DatabasePoliciesShow", context =>
    {
        var catalog = context.Catalog;
        return CommandResult.Create(Policies,
        [
            catalog.DatabaseName, "", "v1.0", true, "ReadWrite", "", DatabaseId, "[]", Policy(catalog, "retention"),
                Policy(catalog, "merge"),
            Policy(catalog, "caching"), Policy(catalog, "sharding"), Policy(catalog, KustoCatalog.StreamingIngestionPolicy),
                Policy(catalog, "ingestionbatching"),
        ]);
    });

    private static Command Checked(Command command, IReadOnlyList<string> databases) => command with
    {
        Run = context =>
        {
            foreach (var database in databases)
                context.CheckDatabase(database);
            return command.Run(context);
        },
    };

    private static object?[] Row(KustoCatalog catalog) =>
        [catalog.DatabaseName, "", "v1.0", true, "ReadWrite", "", false, DatabaseId, "", ""];

    private static string Policy(KustoCatalog catalog, string name) => PolicyCommands.PolicyText(catalog, "Database", "", name);
}
