using System.Buffers.Binary;
using System.Text.Json;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Runtime;

/// <summary>Reads and writes values of a C# type in DuckDB's vectors. For a nullable type, <c>null</c> is a null in the vector.</summary>
internal static class NativeCodec<T>
{
    public static readonly KustoType Type;

    public static readonly Func<NativeVector, int, T> Read;

    public static readonly Action<NativeResult, int, T> Write;

    static NativeCodec()
    {
        var (type, read, write) = NativeCodec.For(typeof(T));
        Type = type;
        Read = (Func<NativeVector, int, T>)read;
        Write = (Action<NativeResult, int, T>)write;
    }
}

/// <summary>Creates the reader and the writer for each C# type that a native function can use.</summary>
internal static class NativeCodec
{
    // The bit that DuckDB inverts, so that GUIDs have the same order as their strings.
    private const ulong GuidSignBit = 1UL << 63;

    public static (KustoType Type, Delegate Read, Delegate Write) For(Type type)
    {
        if (type == typeof(bool) || type == typeof(bool?))
            return Pair<bool>(KustoType.Bool, (vector, row) => vector.Value<byte>(row) != 0,
                (result, row, value) => result.Set(row, value ? (byte)1 : (byte)0), type);
        if (type == typeof(int) || type == typeof(int?))
            return Pair<int>(KustoType.Int, (vector, row) => vector.Value<int>(row), (result, row, value) => result.Set(row, value), type);
        if (type == typeof(long) || type == typeof(long?))
            return Pair<long>(KustoType.Long, (vector, row) => vector.Value<long>(row), (result, row, value) => result.Set(row, value),
                type);
        if (type == typeof(double) || type == typeof(double?))
            return Pair<double>(KustoType.Real, (vector, row) => vector.Value<double>(row), (result, row, value) => result.Set(row, value),
                type);
        if (type == typeof(DateTime) || type == typeof(DateTime?))
            return Pair<DateTime>(KustoType.DateTime, (vector, row) => Ticks(vector.Value<long>(row)),
                (result, row, value) => result.Set(row, value.Ticks), type);
        if (type == typeof(TimeSpan) || type == typeof(TimeSpan?))
            return Pair<TimeSpan>(KustoType.TimeSpan, (vector, row) => new TimeSpan(vector.Value<long>(row)),
                (result, row, value) => result.Set(row, value.Ticks), type);
        if (type == typeof(Guid) || type == typeof(Guid?))
            return Pair<Guid>(KustoType.Guid, ReadGuid, WriteGuid, type);
        if (type == typeof(KustoDecimal) || type == typeof(KustoDecimal?))
            return Pair<KustoDecimal>(KustoType.Decimal, (vector, row) => KustoDecimal.Decode(vector.Utf8(row)),
                (result, row, value) => result.SetText(row, value.Encode()), type);
        if (type == typeof(Json) || type == typeof(Json?))
            return Pair<Json>(KustoType.Dynamic, (vector, row) => new Json(vector.Text(row)),
                (result, row, value) => result.SetText(row, value.Text), type);
        if (type == typeof(JsonElement) || type == typeof(JsonElement?))
            return Pair<JsonElement>(KustoType.Dynamic, ReadJson, (result, row, value) => result.SetText(row, value.GetRawText()), type);
        if (type == typeof(JsonScalar))
            return Pair<JsonScalar>(KustoType.Dynamic, (vector, row) => JsonScalar.Read(vector.Utf8(row)), NotWritten, type);
        if (type == typeof(string))
        {
            return (
                KustoType.String,
                (Func<NativeVector, int, string>)((vector, row) => vector.Text(row)),
                (Action<NativeResult, int, string?>)((result, row, value) =>
                {
                    if (value is null)
                        result.SetNull(row);
                    else
                        result.SetText(row, value);
                }));
        }

        throw new NotSupportedException($"A native function cannot accept or return {type}.");
    }

    private static void NotWritten(NativeResult result, int row, JsonScalar value) =>
        throw new NotSupportedException("A native function cannot return a JSON token.");

    private static (KustoType, Delegate, Delegate) Pair<T>(KustoType type, Func<NativeVector, int, T> read,
        Action<NativeResult, int, T> write, Type requested)
        where T : struct
    {
        if (requested == typeof(T))
            return (type, read, write);
        Func<NativeVector, int, T?> readNullable = (vector, row) => vector.IsNull(row) ? null : read(vector, row);
        Action<NativeResult, int, T?> writeNullable = (result, row, value) =>
        {
            if (value is { } known)
                write(result, row, known);
            else
                result.SetNull(row);
        };
        return (type, readNullable, writeNullable);
    }

    /// <summary>Returns the time for the ticks, limited to the range of <see cref="DateTime"/>.</summary>
    private static DateTime Ticks(long ticks) => new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private static JsonElement ReadJson(NativeVector vector, int row)
    {
        var reader = new Utf8JsonReader(vector.Utf8(row), new JsonReaderOptions { MaxDepth = 512 });
        return JsonElement.ParseValue(ref reader);
    }

    private static Guid ReadGuid(NativeVector vector, int row)
    {
        Span<byte> bytes = stackalloc byte[16];
        var bits = vector.Value<UInt128>(row);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits ^ new UInt128(GuidSignBit, 0));
        return new Guid(bytes, bigEndian: true);
    }

    private static void WriteGuid(NativeResult result, int row, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        result.Set(row, BinaryPrimitives.ReadUInt128BigEndian(bytes) ^ new UInt128(GuidSignBit, 0));
    }
}
