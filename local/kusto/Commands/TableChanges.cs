using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>The changes that commands make to tables in the catalog.</summary>
internal static class TableChanges
{
    public static TableDefinition Create(CatalogTransaction change, string name, List<Column> columns,
        Dictionary<string, string> properties, bool mustMerge)
    {
        if (change.Catalog.Tables.TryGetValue(name, out var existing))
            return mustMerge ? Merge(change, existing, columns, properties) : existing;
        if (change.Catalog.MaterializedViews.ContainsKey(name))
            throw KustoRequestException.EntityAlreadyExists("MaterializedView", name);
        CheckNames(columns);
        return change.CreateTable(name, columns, properties.GetValueOrDefault("folder", ""), properties.GetValueOrDefault("docstring", ""));
    }

    public static TableDefinition Merge(CatalogTransaction change, TableDefinition table, List<Column> columns,
        Dictionary<string, string> properties) =>
        Describe(change, AddColumns(change, table, columns), properties);

    public static TableDefinition Alter(CatalogTransaction change, TableDefinition table, List<Column> columns,
        Dictionary<string, string> properties)
    {
        table = AddColumns(change, table, columns);
        var names = columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var column in table.Columns.Where(column => !names.Contains(column.Name)))
            table = change.DropColumn(table, column);
        table = change.Put(table with { Columns = [.. columns.Select(column => FindColumn(table, column.Name))] });
        return Describe(change, table, properties);
    }

    public static void Drop(CatalogTransaction change, TableDefinition table)
    {
        if (change.Catalog.MaterializedViews.Values.FirstOrDefault(view => view.SourceTable == table.Name) is { } view)
            throw KustoRequestException.BadRequest(
                $"The table '{table.Name}' is the source of the materialized view '{view.Name}'. Drop the view first.");
        change.Remove(table);
    }

    public static TableDefinition Find(CatalogTransaction change, string name) =>
        change.Catalog.Tables.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("Table", name);

    public static ColumnDefinition FindColumn(TableDefinition table, string name) =>
        table.FindColumn(name) ?? throw KustoRequestException.EntityNotFound("Column", name);

    /// <summary>Adds the columns that the table does not contain.</summary>
    /// <exception cref="KustoRequestException">The table contains a column with the same name and another type.</exception>
    private static TableDefinition AddColumns(CatalogTransaction change, TableDefinition table, List<Column> columns)
    {
        CheckNames(columns);
        foreach (var column in columns)
        {
            if (table.FindColumn(column.Name) is not { } existing)
                table = change.AddColumn(table, column);
            else if (existing.Type != column.Type)
                throw OtherType(table, existing, column.Type);
        }

        return table;
    }

    private static TableDefinition Describe(CatalogTransaction change, TableDefinition table, Dictionary<string, string> properties)
    {
        if (!properties.TryGetValue("folder", out var folder))
            folder = table.Folder;
        if (!properties.TryGetValue("docstring", out var docString))
            docString = table.DocString;
        return folder == table.Folder && docString == table.DocString ? table
            : change.Put(table with { Folder = folder, DocString = docString });
    }

    private static void CheckNames(List<Column> columns)
    {
        if (columns.Count == 0)
            throw KustoRequestException.BadRequest("A table must have at least one column.");
        if (columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw KustoRequestException.BadRequest($"The schema contains the column '{twice.Key}' twice.");
    }

    private static KustoRequestException OtherType(TableDefinition table, ColumnDefinition column, KustoType type) =>
        KustoRequestException.BadRequest(
        $"The column '{column.Name}' of the table '{table.Name}' is {column.Type.CslName()}, not {type.CslName()}. "
        + "Change its type with '.alter column'.");
}
