using System.Runtime.InteropServices;

namespace LocalKusto.DuckDb;

/// <summary>duckdb_result: only its size and its last field matter, the rest is deprecated.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    private ulong _columnCount;
    private ulong _rowCount;
    private ulong _rowsChanged;
    private nint _columns;
    private nint _errorMessage;
    private nint _internalData;
}

/// <summary>duckdb_hugeint and duckdb_uhugeint.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeInt128(UInt128 value)
{
    public readonly ulong Lower = (ulong)value;
    public readonly ulong Upper = (ulong)(value >> 64);

    public Int128 ToInt128() => new(Upper, Lower);
}

/// <summary>duckdb_decimal.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeDecimal(byte width, byte scale, Int128 unscaled)
{
    public readonly byte Width = width;
    public readonly byte Scale = scale;
    public readonly NativeInt128 Value = new((UInt128)unscaled);
}

/// <summary>
/// duckdb_string_t: up to 12 bytes stand in the struct itself, longer text behind a pointer that follows its first 4 bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    public const int MaxInlined = 12;

    [FieldOffset(0)]
    public uint Length;

    [FieldOffset(4)]
    public fixed byte Inlined[MaxInlined];

    [FieldOffset(8)]
    public byte* Pointer;
}
