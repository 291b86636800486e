using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class AsciiCodeTests
{
    [TestCase("")]
    [TestCase("L")]
    [TestCase("SCL")]
    [TestCase("ABCDEFGH")]
    public void A_code_has_the_characters_of_its_string(string text)
    {
        var code = AsciiCode.From(text);

        Assert.Multiple(() =>
        {
            Assert.That(code.Length, Is.EqualTo(text.Length));
            Assert.That(code.IsEmpty, Is.EqualTo(text.Length == 0));
            Assert.That(string.Concat(Enumerable.Range(0, code.Length).Select(i => (char)code[i])), Is.EqualTo(text));
            Assert.That(code.ToString(), Is.EqualTo(text));
        });
    }

    [TestCase("LA805", "LA", true)]
    [TestCase("LA805", "LA805", true)]
    [TestCase("LA805", "LB", false)]
    [TestCase("LA", "LA8", false)]
    [TestCase("ABCDEFGH", "ABCDEFGH", true)]
    [TestCase("ABCDEFGH", "ABCDEFGX", false)]
    [TestCase("LA", "", false)]
    public void A_code_starts_with_its_prefix(string code, string prefix, bool expected) =>
        Assert.That(AsciiCode.From(code).StartsWith(AsciiCode.From(prefix)), Is.EqualTo(expected));

    [TestCase(0, "LA805")]
    [TestCase(2, "805")]
    [TestCase(5, "")]
    [TestCase(8, "")]
    [TestCase(9, "")]
    public void Leading_characters_can_be_skipped(int count, string expected) =>
        Assert.That(AsciiCode.From("LA805").Skip(count).ToString(), Is.EqualTo(expected));
}
