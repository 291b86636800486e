using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// Commands for policies. Only <c>streamingingestion</c> has an effect. Policies that concern access or storage are stored and shown.
/// Policies that would change the results of queries (<c>update</c>, <c>row_level_security</c>, <c>restricted_view_access</c>) are
/// rejected.
/// </summary>
internal static class PolicyCommands
{
    private static readonly Column[] Columns = CommandResult.Schema("PolicyName, EntityName, Policy, ChildEntities, EntityType");

    private static readonly Dictionary<string, string> ShownNames = new(StringComparer.Ordinal)
    {
        ["auto_delete"] = "AutoDeletePolicy",
        ["caching"] = "CachingPolicy",
        ["encoding"] = "EncodingPolicy",
        ["extent_tags_retention"] = "ExtentTagsRetentionPolicy",
        ["ingestionbatching"] = "IngestionBatchingPolicy",
        ["ingestiontime"] = "IngestionTimePolicy",
        ["merge"] = "MergePolicy",
        ["mirroring"] = "MirroringPolicy",
        ["partitioning"] = "PartitioningPolicy",
        ["restricted_view_access"] = "RestrictedViewAccessPolicy",
        ["retention"] = "RetentionPolicy",
        ["roworder"] = "RowOrderPolicy",
        ["row_level_security"] = "RowLevelSecurityPolicy",
        ["sharding"] = "ShardingPolicy",
        [KustoCatalog.StreamingIngestionPolicy] = "StreamingIngestionPolicy",
        ["update"] = "UpdatePolicy",
    };

    /// <returns>
    /// The command, or <c>null</c> if the text is not a policy command. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(string verb, CommandReader reader)
    {
        var start = reader.Position;
        if (verb == "alter" && reader.TryWord("tables") && reader.ReadNames() is var tables && reader.TryWord("policy"))
            return ReadAlter(verb, "Table", tables, ReadPolicyName(reader), reader);
        reader.Rewind(start);
        if (verb is "alter" or "alter-merge" or "delete"
            && TryReadEntity(reader, out var kind, out var name)
            && reader.TryWord("policy"))
        {
            var policyName = ReadPolicyName(reader);
            return verb == "delete" ? Delete(kind, name, policyName) : ReadAlter(verb, kind, [name], policyName, reader);
        }
        reader.Rewind(start);
        return null;
    }

    /// <summary>
    /// Reads the rest of <c>.show table T policy X</c>, after the word <c>policy</c>. The name <c>*</c> means all entities of this kind.
    /// </summary>
    public static Command ReadShow(string kind, string name, CommandReader reader)
    {
        var policyName = ReadPolicyName(reader);
        return new Command("PolicyShow", context =>
        {
            if (name != "*")
                return CommandResult.Create(Columns, Row(context.Catalog, kind, Check(context.Catalog, kind, name), policyName));
            var names = kind == "Table" ? context.Catalog.Tables.Keys : context.Catalog.MaterializedViews.Keys;
            return CommandResult.Create(Columns, [.. names.Select(each => Row(context.Catalog, kind, each, policyName))]);
        });
    }

    /// <summary>Reads the rest of <c>.show cluster policy X</c>, after the word <c>policy</c>. The cluster has no policies.</summary>
    public static Command ReadShowCluster(CommandReader reader)
    {
        var policyName = reader.ReadWord();
        var shown = ShownNames.GetValueOrDefault(policyName) ?? policyName;
        return new Command("PolicyShow", _ => CommandResult.Create(Columns, [shown, "", "null", "", "Cluster"]));
    }

    /// <summary>Reads <c>table T</c>, <c>materialized-view V</c> or <c>database D</c>.</summary>
    public static bool TryReadEntity(CommandReader reader, out string kind, out string name)
    {
        var found = reader.TryWord("table") ? "Table"
            : reader.TryWord("materialized-view") ? "MaterializedView"
            : reader.TryWord("database") ? "Database" : null;
        kind = found ?? "";
        name = found is null ? "" : reader.Try("*") ? "*" : reader.ReadName();
        return found is not null;
    }

    /// <summary>Returns the policy as JSON text. The text is <c>null</c> if the entity has no such policy.</summary>
    public static string PolicyText(KustoCatalog catalog, string kind, string name, string policyName) =>
        catalog.FindPolicy(kind, name, policyName)?.Policy ?? "null";

    private static Command ReadAlter(string verb, string kind, IReadOnlyList<string> names, string policyName, CommandReader reader)
    {
        if (policyName is "update" or "row_level_security" or "restricted_view_access")
        {
            reader.ReadRest();
            return new Command("PolicyAlter", _ => throw KustoRequestException.BadRequest(
                $"The local engine does not support the policy '{policyName}', and ignoring it would change the results of queries."));
        }
        var policy = ReadPolicy(policyName, reader);
        return new Command("PolicyAlter", context => context.Database.Alter(change =>
        {
            var entities = names.Select(name => Check(change.Catalog, kind, name)).ToList();
            foreach (var entity in entities)
            {
                var text = policy;
                if (verb == "alter-merge" && change.Catalog.FindPolicy(kind, entity, policyName) is { } existing)
                    text = Merge(existing.Policy, policy);
                change.Put(new PolicyDefinition(kind, entity, policyName, text));
            }
            return CommandResult.Create(Columns, [.. entities.Select(entity => Row(change.Catalog, kind, entity, policyName))]);
        }));
    }

    private static Command Delete(string kind, string name, string policyName) =>
        new("PolicyDelete", context => context.Database.Alter(change =>
    {
        var entity = Check(change.Catalog, kind, name);
        if (change.Catalog.FindPolicy(kind, entity, policyName) is { } policy)
            change.Remove(policy);
        return CommandResult.Create(Columns, Row(change.Catalog, kind, entity, policyName));
    }));

    private static string ReadPolicyName(CommandReader reader)
    {
        var start = reader.Position;
        var name = reader.ReadWord();
        if (ShownNames.ContainsKey(name))
            return name;
        reader.Rewind(start);
        throw reader.Unexpected();
    }

    // Reads JSON text, or the short form that some policies have.
    private static string ReadPolicy(string policyName, CommandReader reader)
    {
        if (reader.TryString(out var json))
        {
            try
            {
                JsonSurrogates.Check(Encoding.UTF8.GetBytes(json));
                return JsonNode.Parse(json)?.ToJsonString() ?? "null";
            }
            catch (JsonException e)
            {
                throw KustoRequestException.BadRequest($"The policy is not valid JSON: {e.Message}");
            }
        }
        switch (policyName)
        {
            case KustoCatalog.StreamingIngestionPolicy or "ingestiontime" when reader.TryWord("enable") || reader.TryWord("true"):
                return """{"IsEnabled":true}""";
            case KustoCatalog.StreamingIngestionPolicy or "ingestiontime" when reader.TryWord("disable") || reader.TryWord("false"):
                return """{"IsEnabled":false}""";
            case "caching":
                return ReadCaching(reader);
            case "retention":
                return ReadRetention(reader);
            default:
                throw reader.Unexpected();
        }
    }

    private static string ReadCaching(CommandReader reader)
    {
        string data;
        string index;
        if (reader.TryWord("hot"))
        {
            data = index = ReadTimeSpan(reader);
        }
        else
        {
            reader.ExpectWord("hotdata");
            data = ReadTimeSpan(reader);
            reader.ExpectWord("hotindex");
            index = ReadTimeSpan(reader);
        }
        var windows = new JsonArray();
        while (reader.Try(","))
        {
            reader.ExpectWord("hot_window");
            reader.Expect("=");
            windows.Add(reader.ReadUntil(',', ';', '|'));
        }
        return new JsonObject { ["DataHotSpan"] = data, ["IndexHotSpan"] = index, ["HotWindows"] = windows }.ToJsonString();
    }

    private static string ReadRetention(CommandReader reader)
    {
        var policy = new JsonObject();
        while (true)
        {
            if (reader.TryWord("softdelete"))
                policy["SoftDeletePeriod"] = ReadTimeSpan(reader);
            else if (reader.TryWord("recoverability"))
                policy["Recoverability"] = ReadRecoverability(reader);
            else if (policy.Count == 0)
                throw reader.Unexpected();
            else
                return policy.ToJsonString();
        }
    }

    private static string ReadRecoverability(CommandReader reader)
    {
        reader.Expect("=");
        return reader.TryWord("enabled") ? "Enabled" : reader.TryWord("disabled") ? "Disabled" : throw reader.Unexpected();
    }

    private static string ReadTimeSpan(CommandReader reader)
    {
        reader.Expect("=");
        var start = reader.Position;
        var text = reader.TryString(out var quoted) ? quoted : reader.ReadUntil(' ', '\t', '\r', '\n', ',', ';', '|');
        if (TimeSpanText.TryParse(text, out var ticks))
            return new TimeSpan(ticks).ToString("c");
        reader.Rewind(start);
        throw reader.Unexpected();
    }

    private static string Merge(string existing, string changes)
    {
        if (JsonNode.Parse(existing) is not JsonObject merged || JsonNode.Parse(changes) is not JsonObject changed)
            return changes;
        foreach (var (property, value) in changed)
            merged[property] = value?.DeepClone();
        return merged.ToJsonString();
    }

    // Returns the entity name under which the policy is stored.
    private static string Check(KustoCatalog catalog, string kind, string name)
    {
        var exists = kind switch
        {
            "Table" => catalog.Tables.ContainsKey(name),
            "MaterializedView" => catalog.MaterializedViews.ContainsKey(name),
            _ => catalog.IsThisDatabase(name),
        };
        if (!exists)
            throw kind == "Database" ? KustoRequestException.DatabaseNotFound(name) : KustoRequestException.EntityNotFound(kind, name);
        return kind == "Database" ? "" : name;
    }

    private static object?[] Row(KustoCatalog catalog, string kind, string name, string policyName) =>
    [
        ShownNames[policyName],
        kind == "Database" ? $"[{catalog.DatabaseName}]" : $"[{catalog.DatabaseName}].[{name}]",
        PolicyText(catalog, kind, name, policyName),
        "",
        kind,
    ];
}
