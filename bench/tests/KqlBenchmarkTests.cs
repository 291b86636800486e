using KqlBenchmark;

namespace Bench.Tests;

/// <summary>Verifies that KQL and SQL return the same results, because a comparison of different results would be meaningless.</summary>
public sealed class KqlBenchmarkTests
{
    private Engine _engine = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _engine = await Engine.StartAsync(5000, _ => { });

    [OneTimeTearDown]
    public async Task StopAsync() => await _engine.DisposeAsync();

    private static IEnumerable<TestCaseData> Pairs() =>
        QueryPairs.All.Select(pair => new TestCaseData(pair).SetArgDisplayNames(pair.Name));

    [TestCaseSource(nameof(Pairs))]
    public async Task Both_languages_return_the_same_result(object pair)
    {
        var (summary, _) = ResultSummary.Of(await _engine.QueryAsync(((QueryPair)pair).Kql));

        Assert.That(summary.Rows, Is.GreaterThan(0));
        Assert.That(summary.Sums.DefaultIfEmpty(1), Has.Some.Not.EqualTo(0));
        Assert.That(async () => await Benchmark.CheckAsync(_engine, (QueryPair)pair, _engine.SqlOf((QueryPair)pair)), Throws.Nothing);
    }

    [TestCase("SELECT count(*) + 1 FROM {Flights}")]
    [TestCase("SELECT {DelayMinutes} FROM {Flights}")]
    public void A_difference_is_an_error(string sql)
    {
        var pair = new QueryPair("all", "Flights | count", sql);

        Assert.That(
            async () => await Benchmark.CheckAsync(_engine, pair, _engine.SqlOf(pair)),
            Throws.InvalidOperationException.With.Message.StartsWith("all: KQL returns 1 rows with the sums 5000, and SQL "));
    }

    [Test]
    public void The_geometric_mean_of_ratios_is_computed() => Assert.Multiple(() =>
    {
        Assert.That(Ratios.GeometricMean([0.5, 2]), Is.EqualTo(1).Within(1e-12));
        Assert.That(Ratios.GeometricMean([1, 8, 27]), Is.EqualTo(6).Within(1e-12));
        Assert.That(() => Ratios.GeometricMean([]), Throws.ArgumentException);
    });
}
