using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// The commands that store a query's rows in a table: <c>.set</c>, <c>.append</c>, <c>.set-or-append</c> and <c>.set-or-replace</c>.
/// </summary>
internal static class IngestFromQueryCommands
{
    // Sizes are reported as 0 because they describe extents, which this engine does not have.
    private static readonly Column[] Columns = CommandResult.Schema(
        "ExtentId:guid, OriginalSize:real, ExtentSize:real, CompressedSize:real, IndexSize:real, RowCount:long");

    // If this property were ignored, rows that the caller wants to exclude would be stored. Other properties can be ignored because they
    // concern extents, which this engine does not have.
    private static readonly string[] Unsupported = ["ingestIfNotExists"];

    public static Command Read(string verb, CommandReader reader)
    {
        var isAsync = reader.TryWord("async");
        reader.TryWord("table");
        var name = reader.ReadName();
        var properties = reader.ReadProperties();
        reader.Expect("<|");
        var query = reader.ReadRest();
        if (Array.Find(Unsupported, properties.ContainsKey) is { } property)
            throw KustoRequestException.BadRequest($"The local engine does not support the ingestion property '{property}'.");
        var command = new Command("TableSetOrAppend", context => Run(context, verb, name, properties, query));
        return !isAsync ? command : command with
        {
            Run = context =>
            {
                // If the query is invalid, this request must fail, not the operation.
                Compile(context, context.Catalog, query);
                return OperationCommands.InBackground(command).Run(context);
            },
        };
    }

    private static CommandResult Run(CommandContext context, string verb, string name, Dictionary<string, string> properties,
        string query) => context.Database.Alter(change =>
    {
        var compiled = Compile(context, change.Catalog, query);
        var replaces = verb == "set-or-replace";
        var table = FindOrCreate(verb, name, compiled, properties, change);
        if (replaces && properties.IsTrue("recreate_schema"))
            table = Redefine(table, compiled.Columns);
        else if (properties.IsTrue("extend_schema"))
            table = Extend(change, table, compiled);
        CheckTypes(table, compiled);
        var rows = replaces
            ? change.ReplaceRows(table, replacement => TableRows.Insert(change, replacement, compiled, context.Cancellation))
            : TableRows.Insert(change, table, compiled, context.Cancellation);
        return rows == 0 ? CommandResult.Create(Columns) : CommandResult.Create(Columns, [Guid.NewGuid(), 0.0, 0.0, 0.0, 0.0, rows]);
    });

    private static CompiledQuery Compile(CommandContext context, KustoCatalog catalog, string query) =>
        KqlCompiler.Compile(query, catalog, QueryContext.At(context.UtcNow), context.Cancellation).Queries is [.., var last]
            ? last
            : throw KustoRequestException.BadRequest("There is no query after '<|'.");

    private static TableDefinition FindOrCreate(string verb, string name, CompiledQuery query, Dictionary<string, string> properties,
        CatalogTransaction change)
    {
        if (change.Catalog.Tables.GetValueOrDefault(name) is { } table)
            return verb == "set" ? throw KustoRequestException.EntityAlreadyExists("Table", name) : table;
        if (change.Catalog.MaterializedViews.ContainsKey(name))
            throw KustoRequestException.EntityAlreadyExists("MaterializedView", name);
        return verb == "append"
            ? throw KustoRequestException.EntityNotFound("Table", name)
            : change.CreateTable(name, query.Columns, properties.GetValueOrDefault("folder", ""),
                properties.GetValueOrDefault("docstring", ""));
    }

    // Changes only the definition. Replacing the rows creates a new DuckDB table.
    private static TableDefinition Redefine(TableDefinition table, IReadOnlyList<Column> columns) => table with
    {
        Columns = [.. columns.Select((column, i) =>
            new ColumnDefinition(column.Name, column.Type, i + 1, table.FindColumn(column.Name)?.DocString ?? ""))],
        NextOrdinal = columns.Count + 1,
    };

    private static TableDefinition Extend(CatalogTransaction change, TableDefinition table, CompiledQuery query)
    {
        foreach (var column in query.Columns.Skip(table.Columns.Length))
        {
            if (table.FindColumn(column.Name) is not null)
                throw KustoRequestException.BadRequest(
                    $"The table '{table.Name}' cannot be extended with '{column.Name}' because it already has a column with this name.");
            table = change.AddColumn(table, column);
        }
        return table;
    }

    // Columns are matched by position and must have the same type. Names can differ.
    private static void CheckTypes(TableDefinition table, CompiledQuery query)
    {
        if (table.Columns.Select(column => column.Type).SequenceEqual(query.Columns.Select(column => column.Type)))
            return;
        var querySchema = string.Join(',', query.Columns.Select(column => column.Type.CslName()));
        var tableSchema = string.Join(',', table.Columns.Select(column => column.Type.CslName()));
        throw KustoRequestException.BadRequest(
            $"Query schema does not match table schema. QuerySchema=('{querySchema}'), TableSchema=('{tableSchema}')");
    }
}
