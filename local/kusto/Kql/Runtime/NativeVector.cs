using System.Text;
using LocalKusto.DuckDb;

namespace LocalKusto.Kql.Runtime;

/// <summary>The values of one argument of a native function for the rows of a chunk. The values are read in place.</summary>
internal readonly unsafe struct NativeVector(nint vector)
{
    private readonly byte* _data = ScalarFunctionApi.Data(vector);
    private readonly ulong* _validity = ScalarFunctionApi.Validity(vector);

    public bool IsNull(int row) => _validity != null && (_validity[row >> 6] & (1UL << (row & 63))) == 0;

    public T Value<T>(int row) where T : unmanaged => ((T*)_data)[row];

    public ReadOnlySpan<byte> Utf8(int row)
    {
        // The layout of duckdb_string_t is the length, followed by up to 12 bytes of text. Longer text is represented by its first 4 bytes
        // and a pointer.
        var text = _data + (16 * row);
        var length = *(int*)text;
        return new ReadOnlySpan<byte>(length <= 12 ? text + 4 : *(byte**)(text + 8), length);
    }

    public string Text(int row) => Encoding.UTF8.GetString(Utf8(row));
}

/// <summary>The results of a native function for the rows of a chunk.</summary>
internal readonly unsafe struct NativeResult
{
    private readonly nint _vector;
    private readonly byte* _data;
    private readonly ulong* _validity;

    public NativeResult(nint vector)
    {
        _vector = vector;
        _data = ScalarFunctionApi.Data(vector);
        ScalarFunctionApi.EnsureValidityWritable(vector);
        _validity = ScalarFunctionApi.Validity(vector);
    }

    public void SetNull(int row) => _validity[row >> 6] &= ~(1UL << (row & 63));

    public void Set<T>(int row, T value) where T : unmanaged => ((T*)_data)[row] = value;

    public void SetUtf8(int row, ReadOnlySpan<byte> value)
    {
        Evaluation.AddToChunk(value.Length);
        byte nothing = 0;
        fixed (byte* bytes = value)
            ScalarFunctionApi.AssignString(_vector, (ulong)row, bytes == null ? &nothing : bytes, (ulong)value.Length);
    }

    public void SetText(int row, string value)
    {
        Evaluation.CheckLength(value.Length);
        const int SmallText = 256;
        if (value.Length <= SmallText)
        {
            Span<byte> bytes = stackalloc byte[SmallText * 3];
            SetUtf8(row, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
        }
        else
        {
            SetUtf8(row, Encoding.UTF8.GetBytes(value));
        }
    }
}
