using LocalKusto.Catalog;
using LocalKusto.DuckDb;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;
using LocalKusto.Query;

namespace LocalKusto.Commands;

/// <summary>Stores the rows of a query in a table.</summary>
internal static class TableRows
{
    /// <summary>
    /// Inserts the query's rows by column position. The query's columns must have the types of the table's columns, but their names can
    /// differ.
    /// </summary>
    /// <returns>The number of inserted rows.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled. The transaction must be rolled back.</exception>
    public static long Insert(CatalogTransaction change, TableDefinition table, CompiledQuery query, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", table.Columns.Select((_, i) => $"q{i}"));
        var values = string.Join(", ",
            table.Columns.Select((column, i) => column.Type == KustoType.String ? $"coalesce(q{i}, '')" : $"q{i}"));
        var columns = string.Join(", ", table.Columns.Select(column => column.PhysicalName));
        using var insert = change.Connection.Prepare(
            $"INSERT INTO {table.PhysicalName} ({columns}) SELECT {values} FROM ({query.Statement}) AS q({names})");
        using var interruption = new Interruption(change.Connection, cancellationToken);
        try
        {
            return insert.Execute();
        }
        catch (DuckDbException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
