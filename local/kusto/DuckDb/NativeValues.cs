using System.Runtime.InteropServices;

namespace LocalKusto.DuckDb;

/// <summary>The layout of duckdb_hugeint and duckdb_uhugeint.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeInt128(UInt128 value)
{
    public readonly ulong Lower = (ulong)value;
    public readonly ulong Upper = (ulong)(value >> 64);

    public Int128 ToInt128() => new(Upper, Lower);
}

/// <summary>
/// The layout of duckdb_string_t. Text of up to 12 bytes is stored in the struct. For longer text, the struct contains the first 4 bytes
/// and a pointer.
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
