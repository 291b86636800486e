using LocalKusto.DuckDb;

namespace LocalKusto.Ingestion;

/// <summary>The rows of one request for one table, in chunks in DuckDB's format.</summary>
internal sealed class RowBatch(IngestionTarget target) : IDisposable
{
    private readonly List<DuckDbDataChunk> _fullChunks = [];

    public IngestionTarget Target { get; } = target;

    /// <summary>The chunk that contains the current row.</summary>
    public DuckDbDataChunk Chunk { get; private set; } = target.RentChunk();

    public int RowCount => (_fullChunks.Count * DuckDbDataChunk.Capacity) + Chunk.RowCount;

    /// <summary>Starts a row with Kusto's default values: empty strings, and null for other types.</summary>
    public void BeginRow()
    {
        if (Chunk.IsFull)
        {
            _fullChunks.Add(Chunk);
            Chunk = Target.RentChunk();
        }
        foreach (var column in Target.StringColumns)
            Chunk.SetUtf8(column, default);
    }

    public void EndRow() => Chunk.NextRow();

    /// <summary>Appends the rows to a table and clears the batch.</summary>
    public void AppendTo(DuckDbAppender appender)
    {
        foreach (var chunk in _fullChunks)
            appender.Append(chunk);
        if (Chunk.RowCount > 0)
            appender.Append(Chunk);
    }

    public void Dispose()
    {
        _fullChunks.ForEach(Target.ReturnChunk);
        _fullChunks.Clear();
        Target.ReturnChunk(Chunk);
    }
}
