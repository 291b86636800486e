using DuckDB.NET.Native;
using LocalKusto.Catalog;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// Commands that show extents. The engine does not have extents, so each table or materialized part that has rows is shown as one extent.
/// </summary>
internal static class ShowExtentCommands
{
    private static readonly Column[] Columns = CommandResult.Schema(
        "ExtentId:guid, DatabaseName, TableName, MaxCreatedOn:datetime, OriginalSize:real, ExtentSize:real, CompressedSize:real, "
        + "IndexSize:real, Blocks:long, Segments:long, ExtentContainerId, RowCount:long, MinCreatedOn:datetime, Tags, Kind, "
        + "DeletedRowCount:long");

    private static readonly Column[] ViewDetailsColumns = CommandResult.Schema(
        "MaterializedViewName, DatabaseName, Folder, DocString, TotalExtents:long, TotalExtentSize:real, TotalOriginalSize:real, "
        + "TotalRowCount:long, HotExtents:long, HotExtentSize:real, HotOriginalSize:real, HotRowCount:long, AuthorizedPrincipals, "
        + "RetentionPolicy, CachingPolicy, ShardingPolicy, MergePolicy, MinExtentsCreationTime:datetime, MaxExtentsCreationTime:datetime");

    public static Command ForDatabase() => new("ExtentsShow", context =>
        CommandResult.Create(Columns, [.. context.Catalog.Tables.Values.SelectMany(table =>
            Rows(context, table.Id, table.Name, TableRowCount(context, table.Name)))]));

    public static Command ForTable(string name) => new("ExtentsShow", context =>
    {
        var table = context.Table(name);
        return CommandResult.Create(Columns, [.. Rows(context, table.Id, table.Name, TableRowCount(context, name))]);
    });

    public static Command ForView(string name) => new("ExtentsShow", context =>
    {
        Find(context, name);
        return CommandResult.Create(Columns, [.. Rows(context, Guid.Empty, name, PartRowCount(context, name))]);
    });

    /// <summary>Shows the details of a materialized view, or of all views if <paramref name="name"/> is <c>null</c>.</summary>
    public static Command ViewDetails(string? name) => new("MaterializedViewsDetailsShow", context =>
        CommandResult.Create(ViewDetailsColumns, [.. (name is null ? context.Catalog.MaterializedViews.Values : [Find(context, name)])
            .Select(view => DetailsRow(context, view))]));

    /// <summary>Returns the number of rows in a table, or 0 if the table has been dropped.</summary>
    public static long TableRowCount(CommandContext context, string name) =>
        RowCount(context, catalog => catalog.Tables.GetValueOrDefault(name)?.PhysicalName);

    private static long PartRowCount(CommandContext context, string view) =>
        RowCount(context, catalog => catalog.Parts.GetValueOrDefault(view)?.PhysicalName);

    private static long RowCount(CommandContext context, Func<KustoCatalog, string?> physicalNameIn)
    {
        using var lease = context.Database.Connections.Rent();
        while (true)
        {
            var catalog = context.Catalog;
            if (physicalNameIn(catalog) is not { } name)
                return 0;
            try
            {
                return MaterializedPartStore.RowCount(lease.Connection, name);
            }
            catch (DuckDbException e) when (e.ErrorType == DuckDBErrorType.Catalog
                && context.Database.HasChangedSince(catalog) && physicalNameIn(context.Catalog) != name)
            {
                // A concurrent command has replaced or dropped the table.
            }
        }
    }

    private static IEnumerable<object?[]> Rows(CommandContext context, Guid id, string name, long rows)
    {
        if (rows > 0)
            yield return [id, context.Catalog.DatabaseName, name, null, 0.0, 0.0, 0.0, 0.0, 0L, 1L, "", rows, null, "", "Data", 0L];
    }

    private static object?[] DetailsRow(CommandContext context, MaterializedViewDefinition view)
    {
        var rows = PartRowCount(context, view.Name);
        var extents = rows > 0 ? 1L : 0L;
        string Policy(string name) => PolicyCommands.PolicyText(context.Catalog, "MaterializedView", view.Name, name);
        return
        [
            view.Name, context.Catalog.DatabaseName, view.Folder, view.DocString, extents, 0.0, 0.0, rows, extents, 0.0, 0.0, rows, "[]",
            Policy("retention"), Policy("caching"), Policy("sharding"), Policy("merge"), null, null,
        ];
    }

    private static MaterializedViewDefinition Find(CommandContext context, string name) =>
        context.Catalog.MaterializedViews.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("MaterializedView", name);
}
