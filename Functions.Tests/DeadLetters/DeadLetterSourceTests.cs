using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests the detection of the publisher of an event that could not be stored.</summary>
public class DeadLetterSourceTests
{
    private static readonly MessageProperties NoProperties = MessageProperties.None;

    [TestCase("""{"source":"/ops/n1","origin":"scl"}""", "/ops/n1")]
    [TestCase("""{"data":{"source":"inner"},"source":"outer"}""", "outer")]
    [TestCase("""{"data":{"source":"inner"}}""", "")]
    [TestCase("""[{"source":"first"},{"source":"second"}]""", "first")]
    [TestCase("""{"source":"first"}{"source":"second"}""", "first")]
    [TestCase("""{"source":"/ops/n1","origin":""", "/ops/n1")]
    [TestCase("""{"origin":nonsense,"source":"/ops/n1"}""", "")]
    [TestCase("""{"source":42}""", "")]
    [TestCase("""{"source":null}""", "")]
    [TestCase("""{"source":"a\u0000b\nc"}""", "abc")]
    [TestCase("""{"source":"\ud800"}""", "")]
    [TestCase("\uFEFF{\"source\":\"x\"}", "x")]
    [TestCase("42", "")]
    [TestCase("", "")]
    public void The_source_is_read_from_the_event(string body, string expected) =>
        Assert.That(DeadLetterSource.Find(SampleEvents.Bytes(body), NoProperties), Is.EqualTo(expected));

    [TestCase("source")]
    [TestCase("cloudEvents:source")]
    [TestCase("cloudEvents_source")]
    [TestCase("Ce-Source")]
    public void The_source_of_an_unreadable_message_is_read_from_its_properties(string property) =>
        Assert.That(
            DeadLetterSource.Find(
                new byte[] { 0x1F, 0x8B }, new MessageProperties(new Dictionary<string, object> { ["x"] = 1, [property] = "/ops/n1" })),
            Is.EqualTo("/ops/n1"));

    [Test]
    public void A_long_source_is_truncated() => Assert.That(
        DeadLetterSource.Find(SampleEvents.Bytes($"{{\"source\":\"{new string('x', 100_000)}\"}}"), NoProperties),
        Has.Length.EqualTo(DeadLetterSource.MaxLength));

    [Test]
    public void Truncating_a_source_does_not_split_a_character() => Assert.That(
        DeadLetterSource.Find(SampleEvents.Bytes($"{{\"source\":\"x{string.Concat(Enumerable.Repeat("😀", 600))}\"}}"), NoProperties),
        Is.EqualTo("x" + string.Concat(Enumerable.Repeat("😀", 255))));
}
