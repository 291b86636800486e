using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests escapes in JSON strings: decoding, character counts and invalid escapes.</summary>
public class JsonTextTests
{
    [TestCase("plain", "plain")]
    [TestCase("\\b\\f\\n\\r\\t", "\b\f\n\r\t")]
    [TestCase("\\\"\\\\\\/", "\"\\/")]
    [TestCase("a\\u0041b\\u00e9c\\u00E9", "aAb\u00e9c\u00e9")]
    [TestCase("\\u20ac\\ud83d\\ude00x", "\u20ac\ud83d\ude00x")]
    public void Escapes_are_replaced(string escaped, string expected)
    {
        var raw = Encoding.UTF8.GetBytes(escaped);
        var text = new byte[raw.Length];

        var length = JsonText.Unescape(raw, text);

        Assert.That(Encoding.UTF8.GetString(text, 0, length), Is.EqualTo(expected));
    }

    [TestCase("", 0)]
    [TestCase("a\u00e9\u20ac\ud83d\ude00", 4)]
    [TestCase("\\n\\u0041x", 3)]
    [TestCase("\\ud83d\\ude00x", 2)]
    [TestCase("\\ud83dx", 2)]
    [TestCase("\\ud83d\\u0041", 2)]
    [TestCase("\\ud83d\\ud83d\\ude00", 2)]
    public void An_escape_is_one_character(string escaped, int expected) =>
        Assert.That(JsonText.CountCharacters(Encoding.UTF8.GetBytes(escaped)), Is.EqualTo(expected));

    [TestCase("none", null)]
    [TestCase("\\n\\u0001", null)]
    [TestCase("\\u0000", EventRule.ControlCharacter)]
    [TestCase("\\n\\u0000\\n", EventRule.ControlCharacter)]
    [TestCase("\\ud83d\\ude00", null)]
    [TestCase("\\ud83d", EventRule.Unicode)]
    [TestCase("\\ud83dx", EventRule.Unicode)]
    [TestCase("\\ud83d\\n1234", EventRule.Unicode)]
    [TestCase("\\ud83d\\u0041", EventRule.Unicode)]
    [TestCase("\\ude00\\ud83d", EventRule.Unicode)]
    [TestCase("\\ude00\\u0000", EventRule.ControlCharacter)]
    [TestCase("\\ud83d\\ude00\\ude00", EventRule.Unicode)]
    public void Escapes_of_NUL_and_of_an_unpaired_surrogate_are_not_allowed(string escaped, object? rule) =>
        Assert.That(JsonText.CheckEscapes(Encoding.UTF8.GetBytes(escaped)), Is.EqualTo(rule));

    [TestCase("\\b")]
    [TestCase("\\f")]
    [TestCase("\\n")]
    [TestCase("\\r")]
    [TestCase("\\t")]
    [TestCase("\\u001f")]
    public void A_text_has_no_control_characters(string escape) => Assert.That(
        ReadResult.From(SampleEvents.With("status", $"\"a{escape}b\"")).Error,
        Is.EqualTo(new ValidationError(
            "status", EventRule.ControlCharacter, "must not contain control characters", $"a{escape}b")));

    [TestCase("{\"a\":\"\\ud83d\\ude00\"}", true)]
    [TestCase("{\"a\":\"\\ud83d\"}", false)]
    [TestCase("{\"\\ude00\":1}", false)]
    [TestCase("[\"\\u0000\"]", true)]
    public void A_JSON_text_is_Unicode_if_all_its_strings_are_Unicode(string json, bool expected) =>
        Assert.That(JsonText.IsUnicode(Encoding.UTF8.GetBytes(json)), Is.EqualTo(expected));

    [Test]
    public void Bytes_that_are_not_UTF_8_are_not_Unicode() => Assert.That(JsonText.IsUnicode([(byte)'"', 0xC3, (byte)'"']), Is.False);
}
