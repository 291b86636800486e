using System.Text.Json.Nodes;
using LatamFunctions.Publishing;

namespace LatamFunctions.Tests.Publishing;

/// <summary>The examples of RFC 7396, appendix A, whose documents are objects.</summary>
public class MergePatchTests
{
    [TestCase("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [TestCase("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [TestCase("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [TestCase("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [TestCase("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [TestCase("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [TestCase("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [TestCase("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [TestCase("""{"a":"foo"}""", """{"a":{"b":{"c":null}}}""", """{"a":{"b":{}}}""")]
    [TestCase("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_patch_is_merged(string target, string patch, string expected)
    {
        var before = JsonNode.Parse(target)!.AsObject();

        var result = MergePatch.Apply(before, JsonNode.Parse(patch)!.AsObject());

        Assert.That(result.ToJsonString(), Is.EqualTo(expected));
        Assert.That(before.ToJsonString(), Is.EqualTo(target));
    }
}
