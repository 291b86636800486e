using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Commands for ingestion mappings.</summary>
internal static class MappingCommands
{
    private static readonly Column[] Columns = CommandResult.Schema("Name, Kind, Mapping, LastUpdatedOn:datetime, Database, Table");

    /// <returns>
    /// The command, or <c>null</c> if the text is not a mapping command. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(string verb, CommandReader reader)
    {
        var start = reader.Position;
        if (verb is "create" or "create-or-alter" or "alter" or "drop" && reader.TryWord("table"))
        {
            var table = reader.ReadName();
            if (reader.TryWord("ingestion"))
                return Read(verb, table, reader);
        }
        reader.Rewind(start);
        return null;
    }

    /// <summary>
    /// Reads the rest of <c>.show table T ingestion [json] mappings</c> or <c>… mapping 'm'</c>, after the word <c>ingestion</c>.
    /// </summary>
    public static Command ReadShow(string table, CommandReader reader)
    {
        var kind = TryReadKind(reader);
        var name = reader.TryWord("mappings") ? null : ReadName(reader);
        return new Command("IngestionMappingShow", context =>
        {
            context.Table(table);
            var mappings = context.Catalog.Mappings.FindAll(mapping =>
                mapping.Table == table && (kind is null || mapping.Kind == kind) && (name is null || mapping.Name == name));
            return name is not null && mappings.IsEmpty
                ? throw MappingNotFound(table, name)
                : CommandResult.Create(Columns, [.. mappings.Select(mapping => Row(context.Catalog, mapping))]);
        });
    }

    private static Command Read(string verb, string table, CommandReader reader)
    {
        var kind = TryReadKind(reader) ?? throw reader.Unexpected();
        var name = ReadName(reader);
        if (verb == "drop")
        {
            return new Command("IngestionMappingDrop", context => context.Database.Alter(change =>
            {
                change.Remove(change.Catalog.FindMapping(table, kind, name) ?? throw MappingNotFound(table, name));
                return CommandResult.Create(Columns,
                    [.. change.Catalog.Mappings.FindAll(mapping => mapping.Table == table)
                        .Select(mapping => Row(change.Catalog, mapping))]);
            }));
        }

        var text = reader.ReadString();
        return new Command("IngestionMappingCreateOrAlter", context => context.Database.Alter(change =>
        {
            var definition = change.Catalog.Tables.GetValueOrDefault(table) ?? throw KustoRequestException.EntityNotFound("Table", table);
            var existing = change.Catalog.FindMapping(table, kind, name);
            if (verb == "create" && existing is not null)
                throw KustoRequestException.EntityAlreadyExists("IngestionMapping", name);
            if (verb == "alter" && existing is null)
                throw MappingNotFound(table, name);
            Check(definition, text, kind);
            var mapping = new MappingDefinition(table, kind, name, text, context.UtcNow);
            change.Put(mapping);
            return CommandResult.Create(Columns, Row(change.Catalog, mapping));
        }));
    }

    private static void Check(TableDefinition table, string text, string kind)
    {
        foreach (var element in MappingElement.ParseAll(text, isJson: kind == "Json"))
        {
            var column = table.FindColumn(element.Column);
            if (column is null)
                throw Inconsistent($"The mapping refers to the column '{element.Column}', which the table '{table.Name}' does not have.");
            if (element.DataType is { } type && type != column.Type)
            {
                throw Inconsistent(
                    $"The mapping declares the column '{column.Name}' as {type.CslName()}, but in the table '{table.Name}' "
                    + $"it is {column.Type.CslName()}.");
            }
        }
    }

    private static KustoRequestException Inconsistent(string message) =>
        new(400, "BadRequest_InconsistentMapping", "KustoBadRequestException", message);

    private static string? TryReadKind(CommandReader reader) => reader.TryWord("json") ? "Json" : reader.TryWord("csv") ? "Csv" : null;

    private static string ReadName(CommandReader reader)
    {
        reader.ExpectWord("mapping");
        return reader.ReadSingleString();
    }

    private static KustoRequestException MappingNotFound(string table, string name) => new(
        400, "BadRequest_MappingReferenceWasNotFound", "MappingNotFoundException",
            $"Mapping reference '{name}' was not found for the table '{table}'.");

    private static object?[] Row(KustoCatalog catalog, MappingDefinition mapping) =>
        [mapping.Name, mapping.Kind, mapping.Mapping, mapping.LastUpdatedOn, catalog.DatabaseName, mapping.Table];
}
