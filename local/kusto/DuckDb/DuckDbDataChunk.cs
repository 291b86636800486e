using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>
/// A buffer in DuckDB's format for up to <see cref="Capacity"/> rows that are appended to a table. All columns of a new row are null. Set
/// the columns that have a value, in any order, and then call <see cref="NextRow"/>. Setters do not convert values. The type of a value
/// must have the same width as the column's storage type.
/// </summary>
public sealed unsafe class DuckDbDataChunk : IDisposable
{
    private readonly DuckDBDataChunk _chunk;
    private readonly nint[] _vectors;
    private readonly byte*[] _data;
    private readonly ulong*[] _validity;
    private readonly DuckDBType[] _types;
    private readonly int[] _widths;

    internal DuckDbDataChunk(DuckDBLogicalType[] types)
    {
        _chunk = DataChunks.DuckDBCreateDataChunk(Array.ConvertAll(types, type => type.DangerousGetHandle()), (ulong)types.Length);
        _types = Array.ConvertAll(types, LogicalType.DuckDBGetTypeId);
        _widths = Array.ConvertAll(types, type => VectorType.From(type).Width);
        _vectors = new nint[types.Length];
        _data = new byte*[types.Length];
        _validity = new ulong*[types.Length];
        for (var i = 0; i < types.Length; i++)
            _vectors[i] = DataChunks.DuckDBDataChunkGetVector(_chunk, i);
        FindBuffers();
    }

    /// <summary>The maximum number of rows, which is DuckDB's vector size (2,048).</summary>
    public static int Capacity { get; } = (int)Helpers.DuckDBVectorSize();

    public int ColumnCount => _vectors.Length;

    /// <summary>The number of completed rows.</summary>
    public int RowCount { get; private set; }

    public bool IsFull => RowCount == Capacity;

    public DuckDBType GetColumnType(int column) => _types[column];

    /// <summary>Completes the current row.</summary>
    /// <exception cref="InvalidOperationException">The chunk is full.</exception>
    public void NextRow()
    {
        ThrowIfFull();
        RowCount++;
    }

    /// <summary>Sets a column of the current row to null.</summary>
    public void SetNull(int column)
    {
        ThrowIfFull();
        _validity[column][RowCount >> 6] &= ~(1UL << (RowCount & 63));
    }

    public void Set(int column, bool value) => Store(column, value ? (byte)1 : (byte)0);

    public void Set(int column, int value) => Store(column, value);

    /// <summary>Sets a BIGINT, or a TIMESTAMP in microseconds since 1970.</summary>
    public void Set(int column, long value) => Store(column, value);

    public void Set(int column, double value) => Store(column, value);

    /// <summary>Sets a HUGEINT, or the unscaled value of a DECIMAL with more than 18 digits.</summary>
    public void Set(int column, Int128 value) => Store(column, new NativeInt128((UInt128)value));

    public void Set(int column, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Store(column, new NativeInt128(bits ^ (UInt128.One << 127)));
    }

    /// <exception cref="ArgumentException">The bytes are not valid UTF-8.</exception>
    public void SetUtf8(int column, ReadOnlySpan<byte> value)
    {
        if (!TrySetUtf8(column, value))
            throw new ArgumentException("The bytes of a string are not UTF-8.", nameof(value));
    }

    /// <returns><c>false</c> if the bytes are not valid UTF-8. The column is then unchanged.</returns>
    public bool TrySetUtf8(int column, ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
            return false;
        ThrowIfUnfit(column, sizeof(NativeString));
        if (value.Length <= NativeString.MaxInlined)
        {
            var text = (NativeString*)_data[column] + RowCount;
            *text = default;
            text->Length = (uint)value.Length;
            value.CopyTo(MemoryMarshal.CreateSpan(ref text->Inlined[0], NativeString.MaxInlined));
        }
        else
        {
            fixed (byte* bytes = value)
                Vectors.DuckDBUnsafeVectorAssignStringElementLength(_vectors[column], (ulong)RowCount, bytes, value.Length);
        }
        SetValid(column);
        return true;
    }

    /// <summary>Removes all rows.</summary>
    public void Reset()
    {
        DataChunks.DuckDBDataChunkReset(_chunk);
        RowCount = 0;
        FindBuffers();
    }

    public void Dispose() => _chunk.Dispose();

    internal DuckDBDataChunk Seal()
    {
        _ = DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)RowCount);
        return _chunk;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<T>(int column, T value) where T : unmanaged
    {
        ThrowIfUnfit(column, sizeof(T));
        ((T*)_data[column])[RowCount] = value;
        SetValid(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetValid(int column) => _validity[column][RowCount >> 6] |= 1UL << (RowCount & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowIfUnfit(int column, int width)
    {
        ThrowIfFull();
        if (_widths[column] != width)
            throw new ArgumentException($"Column {column} is {_types[column]}, which this setter does not support.", nameof(column));
    }

    private void ThrowIfFull()
    {
        if (RowCount >= Capacity)
            throw new InvalidOperationException($"The data chunk already contains {Capacity} rows. Append it before you add a row.");
    }

    // A reset can change the buffers of a vector.
    private void FindBuffers()
    {
        for (var i = 0; i < _vectors.Length; i++)
        {
            _data[i] = (byte*)Vectors.DuckDBVectorGetData(_vectors[i]);
            Vectors.DuckDBVectorEnsureValidityWritable(_vectors[i]);
            _validity[i] = Vectors.DuckDBVectorGetValidity(_vectors[i]);
            new Span<ulong>(_validity[i], (Capacity + 63) / 64).Clear();
        }
    }
}
