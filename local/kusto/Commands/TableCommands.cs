using System.Text.Json;
using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;
using static LocalKusto.Commands.TableChanges;

namespace LocalKusto.Commands;

/// <summary>Commands for tables and columns.</summary>
internal static class TableCommands
{
    private static readonly Column[] WithSchema = CommandResult.Schema("TableName, Schema, DatabaseName, Folder, DocString");
    private static readonly Column[] WithoutSchema = CommandResult.Schema("TableName, DatabaseName, Folder, DocString");
    private static readonly Column[] ColumnChange = CommandResult.Schema("EntityName, DataType, Policy");

    /// <returns>
    /// The command, or <c>null</c> if the text is not a table or column command. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(string verb, CommandReader reader)
    {
        var start = reader.Position;
        var command = (verb, Noun(reader)) switch
        {
            ("create" or "create-merge" or "alter" or "alter-merge", "table") => ReadTable(verb, reader),
            ("create" or "create-merge", "tables") => ReadTables(verb, reader),
            ("drop", "table") => ReadDrop(reader, [reader.ReadName()]),
            ("drop", "tables") => ReadDrop(reader, reader.ReadNames()),
            ("drop", "column") => ReadDropColumn(reader),
            ("rename", "table") => ReadRenameTable(reader),
            ("rename", "tables") => ReadRenameTables(reader),
            ("rename", "column") => ReadRenameColumn(reader),
            ("alter", "column") => ReadAlterColumn(reader),
            ("clear", "table") => ReadClear(reader),
            _ => null,
        };
        if (command is null)
            reader.Rewind(start);
        return command;
    }

    /// <summary>Returns the table's schema as JSON, in the form that Kusto returns after a change.</summary>
    public static string JsonSchema(TableDefinition table) => JsonSerializer.Serialize(new
    {
        table.Name,
        OrderedColumns = table.Columns.Select(column => new { column.Name, Type = column.Type.ClrName(), CslType = column.Type.CslName() }),
    });

    private static string? Noun(CommandReader reader) =>
        reader.TryWord("table") ? "table" : reader.TryWord("tables") ? "tables" : reader.TryWord("column") ? "column" : null;

    // Returns null for a table's policy and mapping commands, because other classes read these commands.
    private static Command? ReadTable(string verb, CommandReader reader)
    {
        if (reader.Try("*"))
            return null;
        var name = reader.ReadName();
        if (reader.Try("("))
        {
            reader.Rewind(reader.Position - 1);
            var columns = reader.ReadSchema();
            var properties = reader.ReadProperties();
            return verb switch
            {
                "create" => new Command("TableCreate",
                    context => ChangeTable(context, change => Create(change, name, columns, properties, mustMerge: false))),
                "create-merge" => new Command("TableCreateMerge",
                    context => ChangeTable(context, change => Create(change, name, columns, properties, mustMerge: true))),
                "alter-merge" => new Command("TableAlterMerge",
                    context => ChangeTable(context, change => Merge(change, Find(change, name), columns, properties))),
                _ => new Command("TableAlter",
                    context => ChangeTable(context, change => Alter(change, Find(change, name), columns, properties))),
            };
        }
        if (verb == "alter" && reader.TryWord("docstring"))
        {
            var text = reader.ReadString();
            return new Command("TableAlterDocString",
                context => ChangeTable(context, change => change.Put(Find(change, name) with { DocString = text })));
        }
        if (verb == "alter" && reader.TryWord("folder"))
        {
            var text = reader.ReadString();
            return new Command("TableAlterFolder",
                context => ChangeTable(context, change => change.Put(Find(change, name) with { Folder = text })));
        }
        return verb is "alter" or "alter-merge" && reader.TryWord("column-docstrings") ? ReadColumnDocStrings(verb, name, reader) : null;
    }

    private static Command ReadTables(string verb, CommandReader reader)
    {
        var tables = new List<(string Name, List<Column> Columns)>();
        do
            tables.Add((reader.ReadName(), reader.ReadSchema()));
        while (reader.Try(","));
        var properties = reader.ReadProperties();
        return new Command(verb == "create" ? "TablesCreate" : "TablesCreateMerge", context => context.Database.Alter(change =>
        {
            var created = tables.Select(table => Create(change, table.Name, table.Columns, properties, mustMerge: verb == "create-merge"))
                .ToList();
            return verb == "create"
                ? CommandResult.Create(WithoutSchema, [.. created.Select(table => Row(change.Catalog, table))])
                : CommandResult.Create(WithSchema, [.. created.Select(table => RowWithSchema(change.Catalog, table))]);
        }));
    }

    private static Command ReadColumnDocStrings(string verb, string name, CommandReader reader)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Expect("(");
        do
        {
            var column = reader.ReadName();
            reader.Expect(":");
            texts[column] = reader.ReadString();
        }
        while (reader.Try(","));
        reader.Expect(")");
        return new Command("TableAlterColumnDocStrings", context => ChangeTable(context, change =>
        {
            var table = Find(change, name);
            if (texts.Keys.FirstOrDefault(column => table.FindColumn(column) is null) is { } unknown)
                throw KustoRequestException.EntityNotFound("Column", unknown);
            var columns = table.Columns.Select(column =>
                texts.TryGetValue(column.Name, out var text) ? column with { DocString = text }
                : verb == "alter" ? column with { DocString = "" }
                : column);
            return change.Put(table with { Columns = [.. columns] });
        }));
    }

    private static Command ReadDrop(CommandReader reader, List<string> names)
    {
        var ifExists = reader.TryWord("ifexists");
        return new Command("TablesDrop", context => context.Database.Alter(change =>
        {
            foreach (var name in names)
            {
                if (change.Catalog.Tables.TryGetValue(name, out var table))
                    Drop(change, table);
                else if (!ifExists)
                    throw KustoRequestException.EntityNotFound("Table", name);
            }
            return CommandResult.Create(WithoutSchema, [.. change.Catalog.Tables.Values.Select(table => Row(change.Catalog, table))]);
        }));
    }

    private static Command ReadDropColumn(CommandReader reader)
    {
        var (tableName, columnName) = ReadColumnName(reader);
        return new Command("ColumnDrop", context => ChangeTable(context, change =>
        {
            var table = Find(change, tableName);
            if (table.Columns.Length == 1)
                throw KustoRequestException.BadRequest(
                    $"'{columnName}' is the only column of the table '{tableName}'. Drop the table instead.");
            return change.DropColumn(table, FindColumn(table, columnName));
        }));
    }

    private static Command ReadRenameTable(CommandReader reader)
    {
        var from = reader.ReadName();
        reader.ExpectWord("to");
        return Rename([(from, reader.ReadName())]);
    }

    private static Command ReadRenameTables(CommandReader reader)
    {
        var renames = new List<(string From, string To)>();
        do
        {
            var to = reader.ReadName();
            reader.Expect("=");
            renames.Add((reader.ReadName(), to));
        }
        while (reader.Try(","));
        return Rename(renames);
    }

    private static Command Rename(List<(string From, string To)> renames) => new("TableRename", context => context.Database.Alter(change =>
    {
        var tables = renames.Select(rename => Find(change, rename.From)).ToList();
        var stay = change.Catalog.Tables.Keys.Except(renames.Select(rename => rename.From)).ToHashSet(StringComparer.Ordinal);
        foreach (var (_, to) in renames)
        {
            if (!stay.Add(to))
                throw KustoRequestException.EntityAlreadyExists("Table", to);
        }
        // Renames can swap names, so every table first gets a temporary name.
        for (var i = 0; i < tables.Count; i++)
            change.Rename(tables[i], $"\0{i}");
        for (var i = 0; i < tables.Count; i++)
            change.Rename(change.Catalog.Tables[$"\0{i}"], renames[i].To);
        return CommandResult.Create(WithoutSchema, [.. renames.Select(rename => Row(change.Catalog, change.Catalog.Tables[rename.To]))]);
    }));

    private static Command ReadRenameColumn(CommandReader reader)
    {
        var (tableName, columnName) = ReadColumnName(reader);
        reader.ExpectWord("to");
        var newName = reader.ReadName();
        return new Command("ColumnRename", context => ChangeTable(context, change =>
        {
            var table = Find(change, tableName);
            var column = FindColumn(table, columnName);
            if (table.FindColumn(newName) is not null)
                throw KustoRequestException.EntityAlreadyExists("Column", newName);
            return change.Put(table with { Columns = table.Columns.Replace(column, column with { Name = newName }) });
        }));
    }

    private static Command ReadAlterColumn(CommandReader reader)
    {
        var (tableName, columnName) = ReadColumnName(reader);
        reader.ExpectWord("type");
        reader.Expect("=");
        var type = reader.ReadType();
        return new Command("ColumnAlterType", context => context.Database.Alter(change =>
        {
            var table = Find(change, tableName);
            var column = FindColumn(table, columnName);
            if (column.Type != type)
                change.ChangeType(table, column, type);
            return CommandResult.Create(ColumnChange, [columnName, type.CslName(), ""]);
        }));
    }

    private static Command ReadClear(CommandReader reader)
    {
        var name = reader.ReadName();
        reader.ExpectWord("data");
        return new Command("TableClearData", context => context.Database.Alter(change =>
        {
            change.ReplaceRows(Find(change, name), _ => 0);
            return CommandResult.Create(CommandResult.Schema("Status"), ["Success"]);
        }));
    }

    private static (string Table, string Column) ReadColumnName(CommandReader reader)
    {
        var table = reader.ReadName();
        reader.Expect(".");
        return (table, reader.ReadName());
    }

    private static CommandResult ChangeTable(CommandContext context, Func<CatalogTransaction, TableDefinition> change) =>
        context.Database.Alter(transaction => CommandResult.Create(WithSchema, RowWithSchema(transaction.Catalog, change(transaction))));

    private static object?[] Row(KustoCatalog catalog, TableDefinition table) =>
        [table.Name, catalog.DatabaseName, table.Folder, table.DocString];

    private static object?[] RowWithSchema(KustoCatalog catalog, TableDefinition table) =>
        [table.Name, JsonSchema(table), catalog.DatabaseName, table.Folder, table.DocString];
}
