using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace Kusto.Data.Net.Client;

/// <summary>Converts the JSON values in a v1 row to the CLR values that the official reader returns.</summary>
internal static class ResultValue
{
    private const DateTimeStyles Utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;

    /// <param name="json">A reader at the value, which must be completely in the buffer. The reader moves to the end of the value.</param>
    /// <param name="row">The bytes that <paramref name="json"/> reads.</param>
    /// <param name="kind">The kind of the column's type.</param>
    /// <exception cref="FormatException">The value does not have the type of its column.</exception>
    public static object Read(ref Utf8JsonReader json, ReadOnlySpan<byte> row, ColumnKind kind) => json.TokenType switch
    {
        JsonTokenType.Null => DBNull.Value,
        JsonTokenType.StartObject or JsonTokenType.StartArray => Nested(ref json, row),
        JsonTokenType.String => FromText(ref json, kind),
        JsonTokenType.Number => FromNumber(ref json, kind),
        _ => FromFlag(json.TokenType == JsonTokenType.True, kind),
    };

    private static JToken Nested(ref Utf8JsonReader json, ReadOnlySpan<byte> row)
    {
        var start = (int)json.TokenStartIndex;
        json.TrySkip(); // Skip would throw because the reader expects more data.
        return JToken.Parse(Encoding.UTF8.GetString(row[start..(int)json.BytesConsumed]));
    }

    private static object FromFlag(bool flag, ColumnKind kind) => kind switch
    {
        ColumnKind.SByte => (sbyte)(flag ? 1 : 0),
        ColumnKind.Dynamic => new JValue(flag),
        ColumnKind.String => flag.ToString(),
        _ => flag,
    };

    private static object FromNumber(ref Utf8JsonReader json, ColumnKind kind) => kind switch
    {
        ColumnKind.SByte => json.GetSByte(),
        ColumnKind.Boolean => json.GetInt32() != 0,
        ColumnKind.Int32 => json.GetInt32(),
        ColumnKind.Int64 => json.GetInt64(),
        ColumnKind.Double => json.GetDouble(),
        ColumnKind.Decimal => SqlDecimal.Parse(Raw(json)),
        ColumnKind.TimeSpan => TimeSpan.FromTicks(json.GetInt64()),
        ColumnKind.Dynamic => json.TryGetInt64(out var integer) ? new JValue(integer) : new JValue(json.GetDouble()),
        ColumnKind.String => Raw(json),
        _ => throw new FormatException($"The number {Raw(json)} is in a column of the type {kind}."),
    };

    private static object FromText(ref Utf8JsonReader json, ColumnKind kind)
    {
        var text = json.GetString();
        return kind switch
        {
            ColumnKind.String => text,
            ColumnKind.DateTime => DateTime.Parse(text, CultureInfo.InvariantCulture, Utc),
            ColumnKind.TimeSpan => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
            ColumnKind.Guid => Guid.Parse(text),
            ColumnKind.Decimal => SqlDecimal.Parse(text),
            ColumnKind.Int32 => int.Parse(text, CultureInfo.InvariantCulture),
            ColumnKind.Int64 => long.Parse(text, CultureInfo.InvariantCulture),
            ColumnKind.Boolean => bool.Parse(text),
            ColumnKind.SByte => (sbyte)(bool.Parse(text) ? 1 : 0),

            // Only NaN and infinities are strings.
            ColumnKind.Double => double.Parse(text, CultureInfo.InvariantCulture),
            _ => new JValue(text),
        };
    }

    private static string Raw(in Utf8JsonReader json) => Encoding.UTF8.GetString(json.ValueSpan);
}
