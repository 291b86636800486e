using System.Text;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>A prepared statement. Parameters are counted from 1 and keep their values between executions.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    // The widest DuckDB DECIMAL; a .NET decimal has at most 28 digits behind the point.
    private const byte DecimalWidth = 38;

    private readonly DuckDbConnection _connection;
    private readonly DuckDBPreparedStatement _handle;

    internal DuckDbStatement(DuckDbConnection connection, DuckDBPreparedStatement handle) =>
        (_connection, _handle) = (connection, handle);

    public int ParameterCount => (int)PreparedStatements.DuckDBParams(_handle);

    public void BindNull(int index) => Check(index, PreparedStatements.DuckDBBindNull(_handle, index));

    public void Bind(int index, bool value) => Check(index, PreparedStatements.DuckDBBindBoolean(_handle, index, value));

    public void Bind(int index, int value) => Check(index, PreparedStatements.DuckDBBindInt32(_handle, index, value));

    public void Bind(int index, long value) => Check(index, PreparedStatements.DuckDBBindInt64(_handle, index, value));

    public void Bind(int index, double value) => Check(index, PreparedStatements.DuckDBBindDouble(_handle, index, value));

    public void Bind(int index, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var unscaled = (Int128)new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var signed = new NativeInt128((UInt128)(decimal.IsNegative(value) ? -unscaled : unscaled));
        BindValue(index, Value.DuckDBCreateDecimal(new DuckDBDecimal(DecimalWidth, value.Scale, signed.ToHugeInt())));
    }

    public void Bind(int index, string value) => BindUtf8(index, Encoding.UTF8.GetBytes(value));

    public void BindUtf8(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* text = value)
        {
            // A null pointer would bind NULL instead of the empty string.
            byte nothing = 0;
            Check(index, (DuckDBState)NativeMethods.BindVarchar(_handle, (ulong)index, text == null ? &nothing
                : text, (ulong)value.Length));
        }
    }

    /// <summary>Binds a TIMESTAMP; the value is UTC and loses its seventh digit.</summary>
    public void Bind(int index, DateTime value) =>
        Check(index, PreparedStatements.DuckDBBindTimestamp(_handle, index,
            new DuckDBTimestampStruct { Micros = DuckDbTimestamp.FromDateTime(value) }));

    public void Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        BindValue(index, Value.DuckDBCreateUuid(new NativeInt128(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes))
            .ToHugeInt()));
    }

    /// <summary>Runs the statement to its end and returns how many rows it changed.</summary>
    public long Execute()
    {
        using var result = DuckDbResult.From(PreparedStatements.DuckDBExecutePrepared(_handle, out var value), value);
        return result.RowsChanged;
    }

    /// <summary>Starts the statement; its rows come as they are made, so the memory used does not grow with their number.</summary>
    public DuckDbReader ExecuteReader() =>
        // Marked as deprecated in duckdb.h for years, yet the only way to rows before the whole result is there.
        new(_connection, DuckDbResult.From(PreparedStatements.DuckDBExecutePreparedStreaming(_handle, out var value), value));

    public void Dispose() => _handle.Dispose();

    private void BindValue(int index, DuckDBValue value)
    {
        using (value)
            Check(index, PreparedStatements.DuckDBBindValue(_handle, index, value));
    }

    private void Check(int index, DuckDBState state)
    {
        if (state != DuckDBState.Success)
            throw new DuckDbException($"Parameter ${index} cannot be bound: the statement has {ParameterCount}.");
    }
}
