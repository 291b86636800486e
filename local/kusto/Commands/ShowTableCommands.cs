using System.Text.Json;
using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Implements <c>.show tables</c> and <c>.show table T …</c>.</summary>
internal static class ShowTableCommands
{
    private static readonly Column[] TableColumns = CommandResult.Schema("TableName, DatabaseName, Folder, DocString");
    private static readonly Column[] SchemaColumns = CommandResult.Schema("TableName, Schema, DatabaseName, Folder, DocString");

    private static readonly Column[] DetailsColumns = CommandResult.Schema(
        "TableName, DatabaseName, Folder, DocString, TotalExtents:long, TotalExtentSize:real, TotalOriginalSize:real, TotalRowCount:long, "
        + "HotExtents:long, HotExtentSize:real, HotOriginalSize:real, HotRowCount:long, AuthorizedPrincipals, RetentionPolicy, "
        + "CachingPolicy, ShardingPolicy, MergePolicy, StreamingIngestionPolicy, IngestionBatchingPolicy, MinExtentsCreationTime:datetime, "
        + "MaxExtentsCreationTime:datetime, RowOrderPolicy, TableId:guid");

    private static readonly Column[] AttributeColumns = CommandResult.Schema(
        "AttributeName, AttributeType, ExtentSize:long, CompressionRatio:real, IndexSize:long, IndexSizePercent:real, OriginalSize:long, "
        + "AttributeId:guid, SharedIndexSize:long, StorageEngineVersion");

    public static Command Tables(List<string>? names) => new("TablesShow", context =>
        CommandResult.Create(TableColumns,
            [.. Select(context, names).Select(table =>
                new object?[] { table.Name, context.Catalog.DatabaseName, table.Folder, table.DocString })]));

    public static Command Details(List<string>? names) => new("TablesDetailsShow", context =>
        CommandResult.Create(DetailsColumns, [.. Select(context, names).Select(table => DetailsRow(context, table))]));

    public static Command Columns(string name) => new("TableShow", context =>
        CommandResult.Create(AttributeColumns, [.. context.Table(name).Columns.Select(column =>
            new object?[] { column.Name, column.Type.ClrName(), 0L, 0.0, 0L, 0.0, 0L, Guid.Empty, 0L, "" })]));

    public static Command Schema(string name, bool asJson) => new("TableSchemaShow", context =>
    {
        if (context.Catalog.MaterializedViews.ContainsKey(name))
            return ViewSchema(context, name, asJson);
        var table = context.Table(name);
        return CommandResult.Create(SchemaColumns,
            [table.Name, asJson ? TableCommands.JsonSchema(table)
                : table.CslSchema, context.Catalog.DatabaseName, table.Folder, table.DocString]);
    });

    /// <summary>Returns the command that shows the schemas of all tables, in the form <c>a:int,b:string</c>.</summary>
    public static Command Schemas() => new("TablesSchemaShow", context => CommandResult.Create(SchemaColumns, [
        .. context.Catalog.Tables.Values.Select(table =>
            new object?[] { table.Name, table.CslSchema, context.Catalog.DatabaseName, table.Folder, table.DocString }),
    ]));

    public static Command ViewSchema(string name, bool asJson) =>
        new("MaterializedViewSchemaShow", context => ViewSchema(context, name, asJson));

    private static CommandResult ViewSchema(CommandContext context, string name, bool asJson)
    {
        var view = context.Catalog.MaterializedViews.GetValueOrDefault(name)
            ?? throw KustoRequestException.EntityNotFound("MaterializedView", name);
        var columns = KqlValidation.OutputColumns(context.Catalog, view.Query, context.UtcNow);
        var schema = asJson
            ? JsonSerializer.Serialize(new
            {
                view.Name,
                OrderedColumns = columns.Select(column =>
                    new { column.Name, Type = column.Type.ClrName(), CslType = column.Type.CslName() }),
            })
            : string.Join(',', columns.Select(column => $"{EntityName.Quote(column.Name)}:{column.Type.CslName()}"));
        return CommandResult.Create(SchemaColumns, [view.Name, schema, context.Catalog.DatabaseName, view.Folder, view.DocString]);
    }

    private static IEnumerable<TableDefinition> Select(CommandContext context, List<string>? names) =>
        names is null ? context.Catalog.Tables.Values : names.Select(context.Table);

    // The engine does not have extents, so sizes are 0 and all rows are reported as hot.
    private static object?[] DetailsRow(CommandContext context, TableDefinition table)
    {
        var catalog = context.Catalog;
        var rows = ShowExtentCommands.TableRowCount(context, table.Name);
        string Policy(string name) => PolicyCommands.PolicyText(catalog, "Table", table.Name, name);
        return
        [
            table.Name, catalog.DatabaseName, table.Folder, table.DocString, rows > 0 ? 1L : 0L, 0.0, 0.0, rows, rows > 0 ? 1L : 0L,
            0.0, 0.0, rows, "[]", Policy("retention"), Policy("caching"), Policy("sharding"), Policy("merge"),
            Policy(KustoCatalog.StreamingIngestionPolicy), Policy("ingestionbatching"), null, null, Policy("roworder"), table.Id,
        ];
    }
}
