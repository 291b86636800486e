using LocalKusto.DuckDb;
using LocalKusto.Storage;

namespace LocalKusto.Query;

/// <summary>Executes the queries that determine the columns of a plugin's result at compile time.</summary>
internal static class ColumnProbe
{
    /// <exception cref="OperationCanceledException">The token was canceled while the query was running.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Run(KustoDatabase database, string sql, CancellationToken cancellationToken)
    {
        using var lease = database.Connections.Rent();
        using var interruption = new Interruption(lease.Connection, cancellationToken);
        try
        {
            return Run(lease.Connection, sql);
        }
        catch (DuckDbException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Returns the rows of a query whose columns are all strings.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Run(DuckDbConnection connection, string sql)
    {
        using var reader = connection.ExecuteReader(sql);
        var rows = new List<IReadOnlyList<string>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.ColumnCount).Select(reader.GetString)]);
        return rows;
    }
}
