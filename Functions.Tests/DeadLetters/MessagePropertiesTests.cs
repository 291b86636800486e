using System.Text.Json.Nodes;
using LatamFunctions.DeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests the form in which a dead letter stores the application properties of a message.</summary>
public class MessagePropertiesTests
{
    [Test]
    public void Values_are_culture_invariant_and_times_are_in_RFC_3339_format()
    {
        var utc = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc);
        var properties = new MessageProperties(new Dictionary<string, object>
        {
            ["text"] = "a\"b",
            ["number"] = 1234.5,
            ["flag"] = true,
            ["utc"] = utc,
            ["local"] = utc.ToLocalTime(),
            ["offset"] = new DateTimeOffset(2024, 5, 1, 9, 0, 0, TimeSpan.FromHours(-4)),
            ["none"] = null!,
        });

        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(properties.Json), new JsonObject
        {
            ["text"] = "a\"b",
            ["number"] = "1234.5",
            ["flag"] = "True",
            ["utc"] = "2024-05-01T09:00:00.0000000Z",
            ["local"] = "2024-05-01T09:00:00.0000000Z",
            ["offset"] = "2024-05-01T09:00:00.0000000-04:00",
            ["none"] = "",
        }), Is.True, properties.Json);
    }

    /// <summary>The JSON {"x":"…"} contains eight characters in addition to the value.</summary>
    [TestCase(DeadLetterEntities.MaxTextLength - 8, true)]
    [TestCase(DeadLetterEntities.MaxTextLength - 7, false)]
    public void Properties_are_truncated_to_the_column_size(int length, bool isWhole)
    {
        var properties = new MessageProperties(new Dictionary<string, object> { ["x"] = new string('a', length) });

        Assert.That(properties.Json, Has.Length.EqualTo(DeadLetterEntities.MaxTextLength));
        Assert.That(properties.Json.EndsWith("\"}", StringComparison.Ordinal), Is.EqualTo(isWhole));
    }

    [Test]
    public void Truncating_a_string_does_not_split_a_character()
    {
        var text = new string('x', DeadLetterEntities.MaxTextLength - 2) + "😀";

        Assert.Multiple(() =>
        {
            Assert.That(DeadLetterEntities.Truncate(text), Is.EqualTo(text));
            Assert.That(DeadLetterEntities.Truncate("x" + text), Is.EqualTo("x" + text[..^2]), "no half of the emoji");
            Assert.That(DeadLetterEntities.Truncate("xx" + text), Is.EqualTo("xx" + text[..^2]));
        });
    }

    [Test]
    public void Without_properties_the_JSON_is_an_empty_object() =>
        Assert.That((MessageProperties.None.Json, MessageProperties.None.Source), Is.EqualTo(("{}", (string?)null)));
}
