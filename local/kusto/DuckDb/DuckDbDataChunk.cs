using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>
/// Up to <see cref="Capacity"/> rows to be added to a table, written in place. A row starts with every column null; set the ones that have
/// a value, in any order, then call <see cref="NextRow"/>. Nothing converts: a setter must have the width of the column's storage.
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

    /// <summary>Rows that fit: DuckDB's vector size, 2,048.</summary>
    public static int Capacity { get; } = (int)Helpers.DuckDBVectorSize();

    public int ColumnCount => _vectors.Length;

    /// <summary>Finished rows.</summary>
    public int RowCount { get; private set; }

    public bool IsFull => RowCount == Capacity;

    public DuckDBType GetColumnType(int column) => _types[column];

    /// <summary>Finishes the current row.</summary>
    /// <exception cref="InvalidOperationException">The chunk is full.</exception>
    public void NextRow()
    {
        ThrowIfFull();
        RowCount++;
    }

    /// <summary>Sets the current row's column to null again.</summary>
    public void SetNull(int column)
    {
        ThrowIfFull();
        _validity[column][RowCount >> 6] &= ~(1UL << (RowCount & 63));
    }

    public void Set(int column, bool value) => Store(column, value ? (byte)1 : (byte)0);

    public void Set(int column, int value) => Store(column, value);

    /// <summary>A BIGINT, or a TIMESTAMP in µs from 1970.</summary>
    public void Set(int column, long value) => Store(column, value);

    public void Set(int column, double value) => Store(column, value);

    /// <summary>A HUGEINT, or the unscaled value of a DECIMAL that is wider than 18 digits.</summary>
    public void Set(int column, Int128 value) => Store(column, new NativeInt128((UInt128)value));

    public void Set(int column, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Store(column, new NativeInt128(bits ^ (UInt128.One << 127)));
    }

    /// <exception cref="ArgumentException">The bytes are not UTF-8.</exception>
    public void SetUtf8(int column, ReadOnlySpan<byte> value)
    {
        if (!TrySetUtf8(column, value))
            throw new ArgumentException("The bytes of a string are not UTF-8.", nameof(value));
    }

    /// <returns>False when the bytes are not UTF-8; nothing is set then.</returns>
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
            throw new ArgumentException($"Column {column} is {_types[column]}, which this setter does not write.", nameof(column));
    }

    private void ThrowIfFull()
    {
        if (RowCount >= Capacity)
            throw new InvalidOperationException($"A data chunk holds {Capacity} rows: append it before the next one.");
    }

    // A reset may give a vector other buffers.
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
