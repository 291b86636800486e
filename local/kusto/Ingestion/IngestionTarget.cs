using System.Collections.Concurrent;
using LocalKusto.Catalog;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;

namespace LocalKusto.Ingestion;

/// <summary>
/// A table definition prepared for ingestion. The target pools empty chunks, because creating a chunk in DuckDB takes longer than filling
/// the chunk with a few rows.
/// </summary>
internal sealed class IngestionTarget : IDisposable
{
    private const int MaxIdleChunks = 32;

    private readonly ConcurrentBag<DuckDbDataChunk> _idleChunks = [];
    private readonly Func<DuckDbDataChunk> _createChunk;
    private volatile bool _isDisposed;

    public IngestionTarget(TableDefinition table, Func<DuckDbDataChunk> createChunk)
    {
        Table = table;
        _createChunk = createChunk;
        var order = table.StorageOrder();
        Columns = [.. table.Columns.Select((column, i) => new TargetColumn(column.Name, column.Type, order[i]))];
        StringColumns = [.. Columns.Where(column => column.Type == KustoType.String).Select(column => column.Index)];
    }

    public TableDefinition Table { get; }

    /// <summary>The columns, in the order of the table's definition.</summary>
    public TargetColumn[] Columns { get; }

    /// <summary>The chunk indexes of the string columns, which are never null.</summary>
    public int[] StringColumns { get; }

    public DuckDbDataChunk RentChunk() => _idleChunks.TryTake(out var chunk) ? chunk : _createChunk();

    public void ReturnChunk(DuckDbDataChunk chunk)
    {
        if (_isDisposed || _idleChunks.Count >= MaxIdleChunks)
        {
            chunk.Dispose();
            return;
        }
        chunk.Reset();
        _idleChunks.Add(chunk);
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idleChunks.TryTake(out var chunk))
            chunk.Dispose();
    }
}

/// <summary>A column to write. <paramref name="Index"/> is the column's index in the DuckDB table and in a chunk.</summary>
internal sealed record TargetColumn(string Name, KustoType Type, int Index);
