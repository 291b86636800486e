using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// Implements soft delete: <c>.delete [async] table|materialized-view T records &lt;| T | where …</c>. The remaining rows are copied, in
/// order, to a new DuckDB table, and views over the table are computed again. Rows are not deleted in place, because a materialized view
/// uses the number of processed source rows as a position in the source. This position is valid only if no rows are removed.
/// </summary>
internal static class DeleteRecordsCommand
{
    private static readonly Column[] Columns = CommandResult.Schema("OriginalExtentId, ResultExtentId, Details");

    /// <returns>
    /// The command, or <c>null</c> if the text is another <c>.delete</c> command. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(CommandReader reader)
    {
        var start = reader.Position;
        var isAsync = reader.TryWord("async");
        var isView = reader.TryWord("materialized-view");
        if ((!isView && !reader.TryWord("table")) || reader.Try("*"))
            return Rewind(reader, start);
        var name = reader.ReadName();
        if (!reader.TryWord("records"))
            return Rewind(reader, start);
        reader.ReadProperties().CheckNames($".delete {(isView ? "materialized-view" : "table")} records");
        reader.Expect("<|");
        var query = reader.ReadRest();
        var command = isView
            ? new Command("MaterializedViewDeleteRecords", context => DeleteFromView(context, name, query))
            : new Command("TableDeleteRecords", context => Delete(context, name, query));
        return isAsync ? OperationCommands.InBackground(command) : command;
    }

    /// <summary>
    /// Validates the command but does not delete rows. In Kusto, rows that were deleted from the source remain in the view until they are
    /// also deleted from the view. In this engine, rows that were deleted from the source are not in the view.
    /// </summary>
    private static CommandResult DeleteFromView(CommandContext context, string name, string query)
    {
        if (!context.Catalog.MaterializedViews.ContainsKey(name))
            throw KustoRequestException.EntityNotFound("MaterializedView", name);
        _ = RemainingRows(name, query);
        KqlCompiler.Compile(query, context.Catalog, QueryContext.At(context.UtcNow));
        return CommandResult.Create(Columns);
    }

    private static Command? Rewind(CommandReader reader, int start)
    {
        reader.Rewind(start);
        return null;
    }

    private static CommandResult Delete(CommandContext context, string name, string query) => context.Database.Alter(change =>
    {
        var table = change.Catalog.Tables.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("Table", name);
        var now = QueryContext.At(context.UtcNow);
        // The query is first compiled as it is written, so that the positions in error messages refer to this text.
        KqlCompiler.Compile(query, change.Catalog, now, context.Cancellation);
        var remaining = KqlCompiler.Compile(RemainingRows(name, query), change.Catalog, now, context.Cancellation).Queries[^1];
        var before = RowCount(change, table);
        var after = change.ReplaceRows(table, replacement => TableRows.Insert(change, replacement, remaining, context.Cancellation));
        return before == after
            ? CommandResult.Create(Columns)
            : CommandResult.Create(Columns, [table.Id.ToString(), after == 0 ? ""
                : table.Id.ToString(), $"{before - after} records were deleted."]);
    });

    /// <summary>
    /// Returns the query for the rows that <paramref name="query"/>, in the form <c>T | where P1 | where P2 …</c>, does not select.
    /// </summary>
    private static string RemainingRows(string table, string query)
    {
        var reader = new CommandReader(query);
        var predicates = new List<string>();
        if (reader.ReadName() != table)
            throw Unsuitable(table);
        while (reader.Try("|"))
        {
            if (!reader.TryWord("where") && !reader.TryWord("filter"))
                throw Unsuitable(table);
            // The line break ends a comment at the end of the predicate.
            predicates.Add($"coalesce(({reader.ReadUntil('|', ';')}\n), false)");
        }
        reader.Try(";");
        if (predicates.Count == 0 || !reader.AtEnd)
            throw Unsuitable(table);
        return $"{EntityName.Quote(table)} | where not({string.Join(" and ", predicates)})";
    }

    private static long RowCount(CatalogTransaction change, TableDefinition table) =>
        MaterializedPartStore.RowCount(change.Connection, table.PhysicalName);

    private static KustoRequestException Unsuitable(string table) => KustoRequestException.BadRequest(
        $"The query for the records to delete must have the form '{EntityName.Quote(table)} | where …': the table, "
        + "followed by one or more where operators.");
}
