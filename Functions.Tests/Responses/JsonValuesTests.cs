using System.Data.SqlTypes;
using System.Text;
using System.Text.Json;
using LatamFunctions.Responses;

namespace LatamFunctions.Tests.Responses;

public class JsonValuesTests
{
    private static readonly TestCaseData[] Values =
    [
        new(true, typeof(bool), "true"),
        new((sbyte)1, typeof(sbyte), "true"),
        new((sbyte)0, typeof(bool), "false"),
        new(9007199254740993L, typeof(long), "9007199254740993"),
        new(2453.4, typeof(double), "2453.4"),
        new(double.NaN, typeof(double), "\"NaN\""),
        new(1.10m, typeof(decimal), "1.10"),
        new(new SqlDecimal(12.5m), typeof(SqlDecimal), "12.5"),
        new("SCL", typeof(string), "\"SCL\""),
        new("{\"not\":\"parsed\"}", typeof(string), "\"{\\u0022not\\u0022:\\u0022parsed\\u0022}\""),
        new(new DateTime(2024, 5, 1, 10, 20, 30, DateTimeKind.Utc), typeof(DateTime), "\"2024-05-01T10:20:30Z\""),
        new(
            new DateTime(2024, 5, 1, 10, 20, 30, DateTimeKind.Unspecified).AddTicks(1234567),
            typeof(DateTime),
            "\"2024-05-01T10:20:30.1234567Z\""),
        new(new TimeSpan(1, 2, 3, 4), typeof(TimeSpan), "\"1.02:03:04\""),
        new(new Guid("74be27de-1e4e-49d9-b579-fe0b331d3642"), typeof(Guid), "\"74be27de-1e4e-49d9-b579-fe0b331d3642\""),
        new("{\"gate\": \"12B\"}", typeof(object), "{\"gate\":\"12B\"}"),
        new("[1,2]", typeof(object), "[1,2]"),
        new("plain", typeof(object), "\"plain\""),
        new("{broken", typeof(object), "\"{broken\""),
        new(new LibraryObject("{\r\n  \"gate\": 1\r\n}"), typeof(object), "{\"gate\":1}"),
        new(5L, typeof(object), "5"),
    ];

    [TestCaseSource(nameof(Values))]
    public void A_value_is_written_according_to_its_type(object value, Type columnType, string expected) =>
        Assert.That(Json(value, columnType), Is.EqualTo($"{{\"x\":{expected}}}"));

    private static readonly TestCaseData[] Absent =
    [
        new(DBNull.Value, typeof(int)),
        new("", typeof(string)),
        new(SqlDecimal.Null, typeof(SqlDecimal)),
    ];

    [TestCaseSource(nameof(Absent))]
    public void An_absent_value_is_omitted(object value, Type columnType) => Assert.That(Json(value, columnType), Is.EqualTo("{}"));

    private static string Json(object value, Type columnType)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            JsonValues.WriteProperty(json, JsonEncodedText.Encode("x"), value, columnType);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A replacement for Newtonsoft's JObject, whose text is JSON.</summary>
    private sealed class LibraryObject(string text)
    {
        public override string ToString() => text;
    }
}
