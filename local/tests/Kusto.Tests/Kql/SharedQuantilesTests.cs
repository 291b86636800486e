using System.Text.RegularExpressions;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that all percentiles of a value are computed in one pass.</summary>
[TestFixture]
public sealed partial class SharedQuantilesTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | summarize percentile(a, 50), percentile(a, 90)", 1, "2|3", TestName = "Two percentiles of a column")]
    [TestCase("T | summarize percentile(a + 1, 50), percentile(a + 1, 90), percentile(a + 1, 1)", 1, "3|4|2",
        TestName = "Three percentiles of an expression")]
    [TestCase("T | summarize percentile(a, 50) + percentile(a, 90)", 1, "5", TestName = "Two percentiles in one expression")]
    [TestCase("T | summarize percentile(a, 50), percentile(c, 50)", 2, "2|1.5", TestName = "Two columns")]
    public void Percentiles_of_the_same_values_share_a_list(string query, int lists, string row)
    {
        var sql = _database.Compile(query).Sql;

        Assert.That(Quantiles().Matches(sql).Select(match => match.Value).Distinct().Count(), Is.EqualTo(lists), sql);
        Assert.That(_database.Run(query), Is.EqualTo(row));
    }

    /// <summary>Matches the quantile function with its arguments.</summary>
    [GeneratedRegex(@"quantile_disc\((?>[^()]+|(?<open>\()|(?<-open>\)))*\)")]
    private static partial Regex Quantiles();
}
