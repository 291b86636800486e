using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>
/// Reads a result row by row (<see cref="Read"/>) or, for higher speed, chunk by chunk (<see cref="ReadChunk"/>). The statement ends when
/// its last row has been read or when the reader is disposed of.
/// </summary>
public sealed class DuckDbReader : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly DuckDbResult _result;
    private readonly VectorType[] _types;
    private readonly DuckDbVector[] _vectors;
    private DuckDBDataChunk? _chunk;
    private int _row = -1;
    private bool _hasEnded;

    internal DuckDbReader(DuckDbConnection connection, DuckDbResult result)
    {
        _connection = connection;
        _result = result;
        _types = new VectorType[result.ColumnCount];
        _vectors = new DuckDbVector[_types.Length];
        for (var i = 0; i < _types.Length; i++)
        {
            using var type = result.GetColumnType(i);
            _types[i] = VectorType.From(type);
        }
    }

    public int ColumnCount => _types.Length;

    /// <summary>The number of rows in the current chunk, at most 2,048.</summary>
    public int ChunkSize { get; private set; }

    public string GetName(int column) => _result.GetColumnName(column);

    public DuckDBType GetColumnType(int column) => _types[column].Type;

    /// <summary>A column of the current chunk. The vector is valid until the next chunk is read.</summary>
    public DuckDbVector this[int column] => _vectors[column];

    /// <summary>Moves to the next chunk with rows. Returns <c>false</c> after the last chunk.</summary>
    /// <exception cref="DuckDbException">The statement failed or was interrupted after it had started to return rows.</exception>
    public bool ReadChunk()
    {
        do
        {
            _chunk?.Dispose();
            ChunkSize = 0;
            _row = -1;
            _chunk = _result.FetchChunk();
            if (_chunk.IsInvalid)
            {
                _hasEnded = true;
                return _result.Error is { } error ? throw error : false;
            }

            ChunkSize = (int)DataChunks.DuckDBDataChunkGetSize(_chunk);
        }
        while (ChunkSize == 0);

        for (var i = 0; i < _vectors.Length; i++)
            _vectors[i] = new DuckDbVector(_types[i], DataChunks.DuckDBDataChunkGetVector(_chunk, i), ChunkSize);
        return true;
    }

    /// <summary>Moves to the next row. Returns <c>false</c> after the last row.</summary>
    public bool Read() => ++_row < ChunkSize || (ReadChunk() && ++_row < ChunkSize);

    public bool IsNull(int column) => _vectors[column].IsNull(_row);

    public bool GetBoolean(int column) => _vectors[column].GetBoolean(_row);

    /// <summary>Returns a value of any DuckDB integer type. The value must be in the range of <see cref="long"/>.</summary>
    public long GetInt64(int column) => _vectors[column].GetInt64(_row);

    /// <summary>Returns a FLOAT or a DOUBLE.</summary>
    public double GetDouble(int column) => _vectors[column].GetDouble(_row);

    public decimal GetDecimal(int column) => _vectors[column].GetDecimal(_row);

    public string GetString(int column) => _vectors[column].GetString(_row);

    /// <summary>Returns a value of type DATE or of any TIMESTAMP type, in UTC.</summary>
    public DateTime GetDateTime(int column) => _vectors[column].GetDateTime(_row);

    public Guid GetGuid(int column) => _vectors[column].GetGuid(_row);

    public void Dispose()
    {
        _chunk?.Dispose();
        _result.Dispose();
        if (!_hasEnded)
            _connection.EndStatement();
        _hasEnded = true;
    }
}
