using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace LocalKusto.DuckDb;

/// <summary>
/// One column of a chunk, read in place. Getters do not check <see cref="IsNull"/>. If the value is null, the return value of a getter is
/// undefined.
/// </summary>
public readonly unsafe struct DuckDbVector
{
    private readonly VectorType _type;
    private readonly byte* _data;
    private readonly ulong* _validity;
    private readonly int _count;

    internal DuckDbVector(VectorType type, nint vector, int count)
    {
        _type = type;
        _data = (byte*)Vectors.DuckDBVectorGetData(vector);
        _validity = Vectors.DuckDBVectorGetValidity(vector);
        _count = count;
    }

    public DuckDBType Type => _type.Type;

    /// <summary>The number of decimal places of a DECIMAL.</summary>
    public int Scale => _type.DecimalScale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => _validity != null && (_validity[row >> 6] & (1UL << (row & 63))) == 0;

    /// <summary>
    /// Returns all values of a fixed-width type in their memory layout, for example <see cref="long"/> for BIGINT and TIMESTAMP
    /// (microseconds since 1970).
    /// </summary>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged => new(_data, _count);

    public bool GetBoolean(int row) => At<byte>(row) != 0;

    /// <summary>Returns a value of any DuckDB integer type.</summary>
    /// <exception cref="OverflowException">A HUGEINT or UBIGINT is outside the range of <see cref="long"/>.</exception>
    public long GetInt64(int row) => Type switch
    {
        DuckDBType.BigInt => At<long>(row),
        DuckDBType.Integer => At<int>(row),
        DuckDBType.SmallInt => At<short>(row),
        DuckDBType.TinyInt => At<sbyte>(row),
        DuckDBType.UnsignedBigInt => checked((long)At<ulong>(row)),
        DuckDBType.UnsignedInteger => At<uint>(row),
        DuckDBType.UnsignedSmallInt => At<ushort>(row),
        DuckDBType.UnsignedTinyInt => At<byte>(row),
        DuckDBType.HugeInt => checked((long)At<NativeInt128>(row).ToInt128()),
        _ => throw Mismatch("an integer"),
    };

    /// <summary>Returns a FLOAT or a DOUBLE.</summary>
    public double GetDouble(int row) => Type switch
    {
        DuckDBType.Double => At<double>(row),
        DuckDBType.Float => At<float>(row),
        _ => throw Mismatch("a floating-point number"),
    };

    /// <summary>Returns the digits of a DECIMAL as an integer. The last <see cref="Scale"/> digits are decimal places.</summary>
    public Int128 GetUnscaledDecimal(int row) => _type.DecimalStorage switch
    {
        DuckDBType.HugeInt => At<NativeInt128>(row).ToInt128(),
        DuckDBType.BigInt => At<long>(row),
        DuckDBType.Integer => At<int>(row),
        DuckDBType.SmallInt => At<short>(row),
        _ => throw Mismatch("a DECIMAL"),
    };

    /// <exception cref="OverflowException">The value is outside the range of a .NET decimal.</exception>
    public decimal GetDecimal(int row)
    {
        var unscaled = GetUnscaledDecimal(row);
        var scale = Scale;
        for (; scale > 0 && unscaled % 10 == 0; scale--)
            unscaled /= 10;
        var magnitude = (UInt128)Int128.Abs(unscaled);
        if (magnitude >> 96 != 0)
            throw new OverflowException($"A DECIMAL with {magnitude.ToString().Length} digits does not fit in a .NET decimal.");
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, (byte)scale);
    }

    /// <summary>Returns a value of type DATE or of any TIMESTAMP type, in UTC.</summary>
    public DateTime GetDateTime(int row) => Type switch
    {
        DuckDBType.Timestamp or DuckDBType.TimestampTz => DuckDbTimestamp.ToDateTime(At<long>(row)),
        DuckDBType.TimestampMs => DateTime.UnixEpoch.AddTicks(checked(At<long>(row) * TimeSpan.TicksPerMillisecond)),
        DuckDBType.TimestampS => DateTime.UnixEpoch.AddTicks(checked(At<long>(row) * TimeSpan.TicksPerSecond)),
        DuckDBType.TimestampNs => DateTime.UnixEpoch.AddTicks(At<long>(row) / TimeSpan.NanosecondsPerTick),
        DuckDBType.Date => DateTime.UnixEpoch.AddDays(At<int>(row)),
        _ => throw Mismatch("a DATE or TIMESTAMP"),
    };

    public Guid GetGuid(int row)
    {
        if (Type != DuckDBType.Uuid)
            throw Mismatch("a UUID");
        Span<byte> bytes = stackalloc byte[16];
        // DuckDB inverts the highest bit, so that the order of the signed integers is the order of the UUIDs as text.
        BinaryPrimitives.WriteUInt128BigEndian(bytes, (UInt128)At<NativeInt128>(row).ToInt128() ^ (UInt128.One << 127));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Returns the bytes of a VARCHAR or BLOB, without copying them.</summary>
    public ReadOnlySpan<byte> GetUtf8(int row)
    {
        if (Type is not (DuckDBType.Varchar or DuckDBType.Blob))
            throw Mismatch("a VARCHAR or BLOB");
        var text = (NativeString*)_data + row;
        return new ReadOnlySpan<byte>(text->Length <= NativeString.MaxInlined ? text->Inlined : text->Pointer, (int)text->Length);
    }

    public string GetString(int row) => Encoding.UTF8.GetString(GetUtf8(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At<T>(int row) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_count, nameof(row));
        return ((T*)_data)[row];
    }

    private InvalidOperationException Mismatch(string wanted) => new($"The column is {Type}, not {wanted}.");
}
