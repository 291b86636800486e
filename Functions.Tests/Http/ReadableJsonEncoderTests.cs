using System.Text;
using System.Text.Json;
using LatamFunctions.Http;

namespace LatamFunctions.Tests.Http;

public class ReadableJsonEncoderTests
{
    [TestCase("<script>alert('1+1')</script>", "\"\\u003Cscript\\u003Ealert('1+1')\\u003C/script\\u003E\"")]
    [TestCase("S\u00e3o Paulo \u4e2d \ud83d\ude00", "\"S\u00e3o Paulo \u4e2d \\uD83D\\uDE00\"")]
    [TestCase("a\"b\\c\n", "\"a\\\"b\\\\c\\n\"")]
    [TestCase("2024-05-01T10:00:00+02:00", "\"2024-05-01T10:00:00+02:00\"")]
    public void Text_remains_readable_and_cannot_start_an_HTML_element(string text, string json) => Assert.Multiple(() =>
    {
        Assert.That(Write(writer => writer.WriteStringValue(text)), Is.EqualTo(json));
        Assert.That(Write(writer => writer.WriteStringValue(Encoding.UTF8.GetBytes(text))), Is.EqualTo(json), "as UTF-8");
        Assert.That(JsonSerializer.Deserialize<string>(json), Is.EqualTo(text));
    });

    [Test]
    public void Property_names_are_escaped_like_values() =>
        Assert.That(Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("<a>", 1);
            writer.WriteEndObject();
        }), Is.EqualTo("{\"\\u003Ca\\u003E\":1}"));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, ResponseJson.Options))
            write(json);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
