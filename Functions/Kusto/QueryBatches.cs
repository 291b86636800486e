using System.Data;

namespace LatamFunctions.Kusto;

/// <summary>
/// Combines concurrent queries that each read a single key. A query is executed alone and immediately unless <see cref="MaxConcurrent"/>
/// queries are in progress. Queries that arrive in the meantime wait until a query in progress ends, and are then executed as one query for
/// all their keys. Therefore, a single request is not delayed, and under load, the database executes a few queries per round trip instead
/// of one query per request.
/// </summary>
/// <param name="execute">Executes a query.</param>
internal sealed class QueryBatches(Func<KustoQuery, CancellationToken, Task<KustoRows>> execute)
{
    internal const int MaxConcurrent = 2;

    /// <summary>The maximum number of keys in a query.</summary>
    internal const int MaxKeys = 100;

    private readonly Lock _lock = new();
    private readonly Queue<WaitingQuery> _waiting = new();
    private int _inProgress;

    /// <param name="query">A query whose <see cref="KustoQuery.Batch"/> is not <c>null</c>.</param>
    /// <param name="cancellationToken">A token to cancel the wait for this query. A combined query continues for the other callers.</param>
    /// <exception cref="Exception">The query failed. If a combined query fails, all callers receive its exception.</exception>
    public async Task<KustoRows> ExecuteAsync(KustoQuery query, CancellationToken cancellationToken)
    {
        if (TryBegin(query, cancellationToken) is { } waiting)
        {
            using var cancellation = cancellationToken.Register(() => waiting.Rows.TrySetCanceled(cancellationToken));
            return await waiting.Rows.Task;
        }

        try
        {
            return await execute(query, cancellationToken);
        }
        finally
        {
            End();
        }
    }

    /// <returns>The place in the queue; <c>null</c> if the query can be executed immediately.</returns>
    private WaitingQuery? TryBegin(KustoQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_inProgress < MaxConcurrent)
            {
                _inProgress++;
                return null;
            }

            var waiting = new WaitingQuery(query, ExecutionContext.Capture()!, cancellationToken);
            _waiting.Enqueue(waiting);
            return waiting;
        }
    }

    /// <summary>Ends a query. If queries are waiting, the first queries that can be combined are executed in its place.</summary>
    private void End()
    {
        var batch = new List<WaitingQuery>();
        lock (_lock)
        {
            while (batch.Count < MaxKeys && _waiting.TryPeek(out var next) && (batch.Count == 0 || next.IsCombinableWith(batch[0])))
            {
                _waiting.Dequeue();
                if (!next.Rows.Task.IsCompleted)
                    batch.Add(next);
            }

            if (batch.Count == 0)
                _inProgress--;
        }

        // Runs in the context of the query that has waited longest, so that spans belong to the request of that query and not to the
        // request whose query ended.
        if (batch.Count > 0)
            ExecutionContext.Run(batch[0].Context, _ => { _ = ExecuteAsync(batch); }, null);
    }

    private async Task ExecuteAsync(List<WaitingQuery> batch)
    {
        try
        {
            if (batch is [var single])
            {
                single.Complete(await execute(single.Query, single.CancellationToken));
                return;
            }

            var keyed = batch[0].Keyed;
            var query = new KustoQuery(batch[0].Query.Name, keyed.Text)
            {
                Parameters = new Dictionary<string, object?>
                {
                    [keyed.Parameter] = batch.Select(waiting => waiting.Key).Distinct().ToList(),
                },
            };
            using var rows = await execute(query, CancellationToken.None);
            var tables = TablesByKey(rows, keyed.Column);
            foreach (var waiting in batch)
            {
                var reader = (tables.TryGetValue(waiting.Key, out var table) ? table : tables[""]).CreateDataReader();
                waiting.Complete(new KustoRows(reader, reader.Read()));
            }
        }
        catch (Exception e)
        {
            batch.ForEach(waiting => waiting.Rows.TrySetException(e));
        }
        finally
        {
            End();
        }
    }

    /// <summary>Returns a table of rows for each value of a column, and an empty table for the empty key.</summary>
    private static Dictionary<string, DataTable> TablesByKey(KustoRows rows, string column)
    {
        var reader = rows.Reader;
        var empty = new DataTable();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var added = empty.Columns.Add(reader.GetName(i), reader.GetFieldType(i));
            if (added.DataType == typeof(DateTime))
                added.DateTimeMode = DataSetDateTime.Utc;
        }

        var tables = new Dictionary<string, DataTable> { [""] = empty };
        var key = reader.GetOrdinal(column);
        for (var hasRow = rows.HasRow; hasRow; hasRow = reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            var name = reader.GetString(key);
            if (!tables.TryGetValue(name, out var table))
                tables.Add(name, table = empty.Clone());
            table.Rows.Add(values);
        }

        return tables;
    }

    private sealed record WaitingQuery(KustoQuery Query, ExecutionContext Context, CancellationToken CancellationToken)
    {
        public string Key => Query.Batch!.Value.Key;

        public KeyedQuery Keyed => Query.Batch!.Value.Query;

        public TaskCompletionSource<KustoRows> Rows { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsCombinableWith(WaitingQuery other) => Keyed == other.Keyed;

        /// <summary>Passes the rows to the caller, or disposes of the rows if the wait was canceled.</summary>
        public void Complete(KustoRows rows)
        {
            if (!Rows.TrySetResult(rows))
                rows.Dispose();
        }
    }
}
