using System.Text.Json;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Tests.Kql;

/// <summary>
/// Tests the limits of native functions: their run time is linear in the size of the arguments, the size of values is limited, and
/// cancellation ends the functions.
/// </summary>
[TestFixture]
public sealed class EvaluationTests
{
    private const int Many = 200_000;

    /// <summary>
    /// The time limit for each test. A function whose run time is quadratic in the size of its arguments would exceed this limit.
    /// </summary>
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(10));

    [SetUp]
    public void SetUp() => Evaluation.Begin(_deadline.Token);

    [TearDown]
    public void TearDown() => Evaluation.Begin(default);

    [OneTimeTearDown]
    public void Dispose() => _deadline.Dispose();

    [Test]
    public void Sets_of_many_elements_are_compared_by_hash() => Assert.Multiple(() =>
    {
        Assert.That(DynamicSets.Intersect([Numbers(0), Numbers(Many - 1)])!.Value.Text, Is.EqualTo($"[{Many - 1}]"));
        Assert.That(DynamicSets.Difference([Numbers(0), Numbers(1)])!.Value.Text, Is.EqualTo("[0]"));
        Assert.That(DynamicSets.Jaccard(Numbers(0), Numbers(Many)), Is.Zero);
        Assert.That(DynamicSets.AreEqual(Numbers(0), Numbers(0)), Is.True);
    });

    [TestCase("[1,2.0,\"\\u0061\",[1,{\"x\":1}],{\"a\":1,\"b\":null}]", "[{\"b\":null,\"a\":1.0},1.0,2,\"a\",[1.0,{\"x\":1}]]")]
    [TestCase("[true,null,1e2,-0.0]", "[0,100,null,true]")]
    public void Array_elements_are_equal_by_value(string left, string right)
    {
        var (a, b) = (Json(left), Json(right));

        Assert.That(DynamicSets.Intersect([a, b])!.Value.Text, Is.EqualTo(DynamicValues.Compact(a).Text));
    }

    [Test]
    public void Functions_over_long_arrays_take_linear_time() => Assert.Multiple(() =>
    {
        var arrays = Json($"[{string.Join(',', Enumerable.Repeat("[1]", Many))}]");
        Assert.That(DynamicArrays.Shift(arrays, 1, "null")!.Value.Text, Does.EndWith("[1],null]"));
        Assert.That(DynamicArrays.Zip([arrays, arrays])!.Value.Text, Does.StartWith("[[[1],[1]],"));
        Assert.That(DynamicArrays.IndexOf(arrays, Json("[2]"), 0, -1, 1), Is.EqualTo(-1));
        Assert.That(
            DynamicArrays.SplitAt(arrays, [.. Enumerable.Range(0, Many).Select(i => (long)i)])!.Value.Text, Does.StartWith("[[],[[1]],"));
        var conditions = Json($"[{string.Join(',', Enumerable.Repeat("true", Many))}]");
        Assert.That(DynamicArrays.Iff(conditions, arrays, arrays)!.Value.Text, Is.EqualTo(arrays.GetRawText()));
    });

    [Test]
    public void Characters_are_translated_by_a_table()
    {
        var search = string.Concat(Enumerable.Range(0x4000, 20_000).Select(code => (char)code));

        Assert.That(Texts.Translate(search, "x", new string('y', 1_000_000)), Has.Length.EqualTo(1_000_000));
    }

    [Test]
    public void The_size_of_a_value_is_limited() => Assert.Multiple(() =>
    {
        var mega = new string('1', 1_000_000);
        Assert.That(
            () => DynamicArrays.Repeat(new Json(mega), 1_000_000),
            Throws.InvalidOperationException.With.Message.EqualTo(Evaluation.TooLong));
        Assert.That(() => Texts.Join("", Enumerable.Repeat(mega, 1_000)), Throws.InvalidOperationException);
        Assert.That(
            () => Texts.Replace(new string('a', 1_000), Json("[\"a\"]"), Json($"[\"{mega}\"]")), Throws.InvalidOperationException);
    });

    [Test]
    public void Regular_expressions_are_compiled_once_and_their_number_is_limited()
    {
        var first = RegexCache.Find("a+b");
        Assert.That(RegexCache.Find("a+b"), Is.SameAs(first));
        for (var i = 0; i < 1_000; i++)
            RegexFunctions.IndexOf("text", $"x{i}", 0, -1, 1);
        var pattern = new string('y', 5_000);

        var isLong = RegexCache.Find(pattern);
        Assert.That(isLong.MatchTimeout, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(RegexCache.Find(pattern), Is.Not.SameAs(isLong), "a long pattern is not cached");
        Assert.That(RegexCache.Count, Is.LessThanOrEqualTo(200));
    }

    [Test]
    public void Canceling_a_statement_ends_its_functions()
    {
        Evaluation.Begin(new CancellationToken(canceled: true));

        Assert.Multiple(() =>
        {
            Assert.That(() => DynamicSets.Intersect([Numbers(0), Numbers(1)]), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => Texts.CountOverlapping("aaa", "a"), Throws.InstanceOf<OperationCanceledException>());
        });
    }

    private static JsonElement Numbers(int from) => Json($"[{string.Join(',', Enumerable.Range(from, Many))}]");

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
