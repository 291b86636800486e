using LocalKusto.Catalog;
using LocalKusto.Kql;
using LocalKusto.Query;

namespace LocalKusto.Commands;

/// <summary><c>.set</c>, <c>.append</c>, <c>.set-or-append</c>, <c>.set-or-replace</c>: the rows of a query become rows of a table.</summary>
internal static class IngestFromQueryCommands
{
    // Sizes are numbers of extents, which do not exist here.
    private static readonly Column[] Columns = CommandResult.Schema(
        "ExtentId:guid, OriginalSize:real, ExtentSize:real, CompressedSize:real, IndexSize:real, RowCount:long");

    public static Command Read(string verb, CommandReader reader)
    {
        reader.TryWord("async");
        reader.TryWord("table");
        var name = reader.ReadName();
        var properties = reader.ReadProperties();
        reader.Expect("<|");
        var query = reader.ReadRest();
        return new Command("TableSetOrAppend", context => context.Database.Alter(change =>
        {
            var compiled = KqlCompiler.Compile(query, change.Catalog, QueryContext.At(context.UtcNow)).Queries is [.., var last]
                ? last
                : throw KustoRequestException.BadRequest("There is no query after '<|'.");
            var table = FindOrCreate(verb, name, compiled, properties, change);
            var rows = verb == "set-or-replace"
                ? change.ReplaceRows(table, replacement => Insert(change, replacement, compiled))
                : Insert(change, table, compiled);
            return rows == 0 ? CommandResult.Of(Columns) : CommandResult.Of(Columns, [Guid.NewGuid(), 0.0, 0.0, 0.0, 0.0, rows]);
        }));
    }

    private static TableDefinition FindOrCreate(string verb, string name, CompiledQuery query, Dictionary<string, string> properties, CatalogTransaction change)
    {
        var table = change.Catalog.Tables.GetValueOrDefault(name);
        if (table is null)
        {
            return verb == "append"
                ? throw KustoRequestException.EntityNotFound("Table", name)
                : change.CreateTable(name, query.Columns, properties.GetValueOrDefault("folder", ""), properties.GetValueOrDefault("docstring", ""));
        }
        if (verb == "set")
            throw KustoRequestException.EntityAlreadyExists("Table", name);
        // By position and exact type; names do not matter.
        if (!table.Columns.Select(column => column.Type).SequenceEqual(query.Columns.Select(column => column.Type)))
        {
            var querySchema = string.Join(',', query.Columns.Select(column => column.Type.CslName()));
            var tableSchema = string.Join(',', table.Columns.Select(column => column.Type.CslName()));
            throw KustoRequestException.BadRequest($"Query schema does not match table schema. QuerySchema=('{querySchema}'), TableSchema=('{tableSchema}')");
        }
        return table;
    }

    private static long Insert(CatalogTransaction change, TableDefinition table, CompiledQuery query)
    {
        var names = string.Join(", ", table.Columns.Select((_, i) => $"q{i}"));
        var values = string.Join(", ", table.Columns.Select((column, i) => column.Type == KustoType.String ? $"coalesce(q{i}, '')" : $"q{i}"));
        var columns = string.Join(", ", table.Columns.Select(column => column.PhysicalName));
        using var insert = change.Connection.Prepare(
            $"INSERT INTO {table.PhysicalName} ({columns}) SELECT {values} FROM ({query.Sql}) AS q({names})");
        insert.Bind(query.Parameters);
        return insert.Execute();
    }
}
