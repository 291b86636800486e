using System.Text.Json.Nodes;
using LocalKusto.Catalog;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Commands that show the schema of the database as rows, as one JSON document, or as the commands that create it.</summary>
internal static class ShowSchemaCommands
{
    private static readonly Column[] Rows = CommandResult.Schema(
        "DatabaseName, TableName, ColumnName, ColumnType, IsDefaultTable:bool, IsDefaultColumn:bool, "
        + "PrettyName, Version, Folder, DocString");

    private static readonly Column[] EntityColumns = CommandResult.Schema(
        "DatabaseName, EntityType, EntityName, DocString, Folder, CslInputSchema, Content, CslOutputSchema, Properties:dynamic");

    /// <summary>Reads <c>schema [as …]</c>, after the name of the database.</summary>
    public static Command Read(CommandReader reader, string? database)
    {
        reader.ExpectWord("schema");
        var command = ReadForm(reader);
        return database is null ? command : command with
        {
            Run = context =>
            {
                context.CheckDatabase(database);
                return command.Run(context);
            },
        };
    }

    /// <summary>Reads the text after the word <c>schema</c>.</summary>
    public static Command ReadForm(CommandReader reader)
    {
        if (reader.TryWords("as", "json"))
        {
            return new Command("DatabaseSchemaShow",
                context => CommandResult.Create(CommandResult.Schema("DatabaseSchema"), [JsonSchema(context).ToJsonString()]));
        }
        if (reader.TryWords("as", "csl", "script"))
        {
            reader.ReadProperties();
            return new Command("DatabaseSchemaAsCslScriptShow", context =>
                CommandResult.Create(CommandResult.Schema("DatabaseSchemaScript"),
                    [.. Script(context.Catalog).Select(line => new object?[] { line })]));
        }
        return new Command("DatabaseSchemaShow", context => CommandResult.Create(Rows, [.. SchemaRows(context.Catalog)]));
    }

    public static Command Entities() =>
        new("DatabasesEntitiesShow", context => CommandResult.Create(EntityColumns, [.. EntityRows(context)]));

    private static IEnumerable<object?[]> SchemaRows(KustoCatalog catalog)
    {
        var database = catalog.DatabaseName;
        yield return [database, "", "", "", false, false, "", "v1.0", "", ""];
        foreach (var table in catalog.Tables.Values)
        {
            yield return [database, table.Name, "", "", false, false, "", "", table.Folder, table.DocString];
            foreach (var column in table.Columns)
                yield return [database, table.Name, column.Name, column.Type.ClrName(), false, false, "", "", "", column.DocString];
        }
    }

    private static IEnumerable<object?[]> EntityRows(CommandContext context)
    {
        var catalog = context.Catalog;
        var database = catalog.DatabaseName;
        foreach (var table in catalog.Tables.Values)
        {
            yield return
            [
                database, "Table", table.Name, table.DocString, table.Folder, "", "",
                OutputSchema(table.Columns.Select(column => new Column(column.Name, column.Type))), "{}",
            ];
        }
        foreach (var view in catalog.MaterializedViews.Values)
        {
            yield return
            [
                database, "MaterializedView", view.Name, view.DocString, view.Folder, "", view.Query,
                OutputSchema(KqlValidation.OutputColumns(catalog, view.Query, context.UtcNow)), "{}",
            ];
        }
        foreach (var function in catalog.Functions.Values)
            yield return [database, "Function", function.Name, function.DocString, function.Folder, function.Parameters, function.Body, "",
                "{}"];
    }

    private static string OutputSchema(IEnumerable<Column> columns) =>
        string.Join(", ", columns.Select(column => $"{EntityName.Quote(column.Name)}:{column.Type.CslName()}"));

    private static JsonObject JsonSchema(CommandContext context)
    {
        var catalog = context.Catalog;
        return new JsonObject
        {
            ["Databases"] = new JsonObject
            {
                [catalog.DatabaseName] = new JsonObject
                {
                    ["Name"] = catalog.DatabaseName,
                    ["PrettyName"] = "",
                    ["MajorVersion"] = 1,
                    ["MinorVersion"] = 0,
                    ["DatabaseAccessMode"] = "ReadWrite",
                    ["Tables"] = ByName(catalog.Tables.Values, table => table.Name, table => Relation(
                        table.Name, table.Folder, table.DocString,
                            table.Columns.Select(column => (new Column(column.Name, column.Type), column.DocString)))),
                    ["ExternalTables"] = new JsonObject(),
                    ["MaterializedViews"] = ByName(catalog.MaterializedViews.Values, view => view.Name, view => Relation(
                        view.Name, view.Folder, view.DocString, KqlValidation.OutputColumns(catalog, view.Query, context.UtcNow)
                            .Select(column => (column, "")))),
                    ["EntityGroups"] = new JsonObject(),
                    ["Functions"] = ByName(catalog.Functions.Values, function => function.Name, Function),
                },
            },
            ["Plugins"] = new JsonArray(),
        };
    }

    private static JsonObject ByName<T>(IEnumerable<T> entities, Func<T, string> name, Func<T, JsonObject> describe) =>
        new(entities.Select(entity => KeyValuePair.Create<string, JsonNode?>(name(entity), describe(entity))));

    private static JsonObject Relation(string name, string folder, string docString,
        IEnumerable<(Column Column, string DocString)> columns) => new()
        {
            ["Name"] = name,
            ["Folder"] = folder,
            ["DocString"] = docString,
            ["DefaultColumn"] = null,
            ["OrderedColumns"] = new JsonArray([.. columns.Select(column => new JsonObject
        {
            ["Name"] = column.Column.Name,
            ["Type"] = column.Column.Type.ClrName(),
            ["CslType"] = column.Column.Type.CslName(),
            ["DocString"] = column.DocString,
        })]),
        };

    private static JsonObject Function(FunctionDefinition function) => new()
    {
        ["Name"] = function.Name,
        ["InputParameters"] = new JsonArray(
            [.. StoredFunctionParameter.ReadAll(function.Parameters).Select(parameter => parameter.Columns is { } columns
            ? new JsonObject
            {
                ["Name"] = parameter.Name,
                ["Columns"] = new JsonArray([.. columns.Select(column => new JsonObject
                {
                    ["Name"] = column.Name,
                    ["Type"] = column.Type.ClrName(),
                    ["CslType"] = column.Type.CslName(),
                })]),
            }
            : new JsonObject
            {
                ["Name"] = parameter.Name,
                ["Type"] = parameter.Type.ClrName(),
                ["CslType"] = parameter.Type.CslName(),
                ["CslDefaultValue"] = parameter.DefaultValue,
            })]),
        ["Body"] = function.Body,
        ["Folder"] = function.Folder,
        ["DocString"] = function.DocString,
    };

    private static IEnumerable<string> Script(KustoCatalog catalog)
    {
        foreach (var table in catalog.Tables.Values)
        {
            yield return $".create-merge table {EntityName.Quote(table.Name)} "
                + $"({OutputSchema(table.Columns.Select(column => new Column(column.Name, column.Type)))}) "
                + $"{Properties(table.Folder, table.DocString)}";
            var documented = table.Columns.Where(column => column.DocString.Length > 0)
                .Select(column => $"{EntityName.Quote(column.Name)}:{EntityName.Literal(column.DocString)}").ToList();
            if (documented.Count > 0)
                yield return $".alter-merge table {EntityName.Quote(table.Name)} column-docstrings ({string.Join(", ", documented)})";
        }
        foreach (var mapping in catalog.Mappings)
        {
            yield return $".create-or-alter table {EntityName.Quote(mapping.Table)} ingestion {mapping.Kind.ToLowerInvariant()} mapping "
                + $"{EntityName.Literal(mapping.Name)} {EntityName.Literal(mapping.Mapping)}";
        }
        foreach (var policy in catalog.Policies.Where(policy => policy.EntityKind != "MaterializedView"))
            yield return PolicyScript(policy, catalog);
        foreach (var function in catalog.Functions.Values)
        {
            yield return $".create-or-alter function {Properties(function.Folder, function.DocString, "skipvalidation = \"true\"")} "
                + $"{EntityName.Quote(function.Name)}{function.Parameters} {function.Body}";
        }
        foreach (var view in catalog.MaterializedViews.Values)
        {
            yield return $".create ifnotexists materialized-view {Properties(view.Folder, view.DocString)} {EntityName.Quote(view.Name)} "
                + $"on table {EntityName.Quote(view.SourceTable)} {{ {view.Query} }}";
        }
        foreach (var policy in catalog.Policies.Where(policy => policy.EntityKind == "MaterializedView"))
            yield return PolicyScript(policy, catalog);
    }

    private static string PolicyScript(PolicyDefinition policy, KustoCatalog catalog) => policy.EntityKind switch
    {
        "Database" =>
            $".alter database {EntityName.Quote(catalog.DatabaseName)} policy {policy.PolicyName} {EntityName.Literal(policy.Policy)}",
        "Table" => $".alter table {EntityName.Quote(policy.EntityName)} policy {policy.PolicyName} {EntityName.Literal(policy.Policy)}",
        _ => $".alter materialized-view {EntityName.Quote(policy.EntityName)} policy {policy.PolicyName} "
            + $"{EntityName.Literal(policy.Policy)}",
    };

    private static string Properties(string folder, string docString, params IEnumerable<string> others) =>
        "with ("
        + string.Join(", ", [$"docstring = {EntityName.Literal(docString)}", $"folder = {EntityName.Literal(folder)}", .. others])
        + ")";
}
