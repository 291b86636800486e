using System.Text.Json.Nodes;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests the examples in RFC 7396, appendix A, whose documents are objects.</summary>
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

    /// <summary>Checks the cost for a body of a megabyte, which can contain 70,000 members.</summary>
    [Test]
    public void Removing_members_takes_linear_time()
    {
        var names = Enumerable.Range(0, 70_000).Select(i => $"a{i}").ToList();
        var target = JsonNode.Parse($"{{\"x\":{{{string.Join(',', names.Select(name => $"\"{name}\":0"))}}}}}")!.AsObject();
        var patch = JsonNode.Parse($"{{\"x\":{{{string.Join(',', names.Select(name => $"\"{name}\":null"))}}}}}")!.AsObject();
        JsonObject? result = null;

        var work = Work.Measure(() => result = MergePatch.Apply(target, patch));

        Assert.That(result!.ToJsonString(), Is.EqualTo("{\"x\":{}}"));
        Assert.That(work.Processor, Is.LessThan(TimeSpan.FromMilliseconds(500)));
    }

    [Test]
    public void Copying_nested_members_takes_linear_time()
    {
        var text = new string('[', 20) + string.Join(',', Enumerable.Repeat("0", 50_000)) + new string(']', 20);
        var (deep, flat) = (text, $"{{\"a\":{text}}}");
        for (var level = 0; level < 10; level++)
            deep = $"{{\"a\":{deep}}}";
        var patchOfDeep = JsonNode.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 9)) + "{\"b\":1}" + new string('}', 9))!.AsObject();

        var inDeep = AllocatedBy(() => MergePatch.Apply(JsonNode.Parse(deep)!.AsObject(), patchOfDeep));
        var inFlat = AllocatedBy(() => MergePatch.Apply(JsonNode.Parse(flat)!.AsObject(), new JsonObject { ["b"] = 1 }));

        Assert.That(inDeep, Is.LessThan(2 * inFlat));
    }

    /// <summary>Returns the number of bytes that the current thread allocates.</summary>
    private static long AllocatedBy(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
