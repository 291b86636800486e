using System.Text;

namespace LocalKusto.DuckDb;

/// <summary>A prepared statement. Parameters are counted from 1 and keep their values between executions.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    // The widest DuckDB DECIMAL; a .NET decimal has at most 28 digits behind the point.
    private const byte DecimalWidth = 38;

    private readonly StatementHandle _handle;

    internal DuckDbStatement(StatementHandle handle) => _handle = handle;

    public int ParameterCount => (int)NativeMethods.ParameterCount(_handle);

    /// <returns>The number of the parameter that the statement calls <c>$name</c>, null if it has none.</returns>
    public int? FindParameter(string name) => NativeMethods.FindParameter(_handle, out var index, name) == 0 ? (int)index : null;

    public void BindNull(int index) => Check(index, NativeMethods.BindNull(_handle, (ulong)index));

    public void Bind(int index, bool value) => Check(index, NativeMethods.BindBoolean(_handle, (ulong)index, value ? (byte)1 : (byte)0));

    public void Bind(int index, int value) => Check(index, NativeMethods.BindInt32(_handle, (ulong)index, value));

    public void Bind(int index, long value) => Check(index, NativeMethods.BindInt64(_handle, (ulong)index, value));

    public void Bind(int index, double value) => Check(index, NativeMethods.BindDouble(_handle, (ulong)index, value));

    public void Bind(int index, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var unscaled = (Int128)new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var bound = new NativeDecimal(DecimalWidth, value.Scale, decimal.IsNegative(value) ? -unscaled : unscaled);
        Check(index, NativeMethods.BindDecimal(_handle, (ulong)index, bound));
    }

    public void Bind(int index, string value) => BindUtf8(index, Encoding.UTF8.GetBytes(value));

    public void BindUtf8(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* text = value)
        {
            // A null pointer would bind NULL instead of the empty string.
            byte nothing = 0;
            Check(index, NativeMethods.BindVarchar(_handle, (ulong)index, text == null ? &nothing : text, (ulong)value.Length));
        }
    }

    /// <summary>Binds a TIMESTAMP; the value is UTC and loses its seventh digit.</summary>
    public void Bind(int index, DateTime value) =>
        Check(index, NativeMethods.BindTimestamp(_handle, (ulong)index, DuckDbTimestamp.FromDateTime(value)));

    public void Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var uuid = NativeMethods.CreateUuid(new NativeInt128(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes)));
        try
        {
            Check(index, NativeMethods.BindValue(_handle, (ulong)index, uuid));
        }
        finally
        {
            NativeMethods.DestroyValue(ref uuid);
        }
    }

    /// <summary>Runs the statement to its end and answers how many rows it changed.</summary>
    public long Execute()
    {
        using var result = new ResultHandle();
        if (NativeMethods.ExecutePrepared(_handle, result) != 0)
            throw DuckDbException.From(result);
        return (long)NativeMethods.RowsChanged(result);
    }

    /// <summary>Starts the statement; its rows come as they are made, so the memory used does not grow with their number.</summary>
    public DuckDbReader ExecuteReader()
    {
        var result = new ResultHandle();
        if (NativeMethods.ExecutePreparedStreaming(_handle, result) == 0)
            return new DuckDbReader(result);
        var error = DuckDbException.From(result);
        result.Dispose();
        throw error;
    }

    public void Dispose() => _handle.Dispose();

    private void Check(int index, int state)
    {
        if (state != 0)
            throw new DuckDbException($"Parameter ${index} cannot be bound: the statement has {ParameterCount}.");
    }
}
