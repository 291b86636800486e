using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>
/// Tests that expressions that do not depend on a row are replaced with constants, and that constant conditions are removed from the SQL.
/// </summary>
[TestFixture]
public sealed class ConstantFoldingTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | where isempty('') or b == 'none' | count", "4", "WHERE", TestName = "A true alternative")]
    [TestCase("T | where isnotempty('x') and a > 1 | count", "2", "'x'", TestName = "A true conjunct")]
    [TestCase("T | where a > 1 + 1 | count", "1", "+", TestName = "A sum")]
    [TestCase("T | where d < datetime(2024-01-01) + 1d | count", "1", "+", TestName = "A time")]
    [TestCase("T | project x = iff(2 > 1, a, strlen(b)) | summarize sum(x)", "6", "length", TestName = "A known condition")]
    [TestCase("T | project x = coalesce(long(null), a) | summarize sum(x)", "6", "coalesce(NULL", TestName = "A null")]
    public void A_constant_subexpression_is_not_in_the_SQL(string query, string rows, string absent)
    {
        Assert.That(_database.Compile(query).Sql, Does.Not.Contain(absent));
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }

    [TestCase("T | where isempty(p) or b == p | count", "", "4", TestName = "A missing argument selects all rows")]
    [TestCase("T | where isempty(p) or b == p | count", "x", "2", TestName = "An argument restricts the rows")]
    public void A_condition_on_a_query_parameter_is_resolved_at_compile_time(string query, string value, string rows)
    {
        query = "declare query_parameters(p:string = ''); " + query;

        var parameter = ("p", $"\"{value}\"");
        Assert.That(_database.Compile(query, parameter).Sql.Contains("WHERE", StringComparison.Ordinal), Is.EqualTo(value.Length > 0));
        Assert.That(_database.Run(query, parameter), Is.EqualTo(rows));
    }

    [Test]
    public void A_random_number_is_not_folded() =>
        Assert.That(_database.Compile("T | where rand() < 2 | count").Sql, Does.Contain("random()"));
}
