using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that a table that contributes no rows to the result is omitted from the SQL.</summary>
[TestFixture]
public sealed class EmptyBranchPruningTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("union (T | where 1 == 2), (U | project a, b = w) | where a == 9 | project a, b", "9|nine")]
    [TestCase("union (U | join kind=rightsemi (T | where 1 == 2) on a | project a, b), (U | project a, b = w) | where a == 9", "9|nine")]
    [TestCase("union (T | where 1 == 2 | join kind=leftanti U on a | project a, b), (U | project a, b = w) | where a == 9", "9|nine")]
    [TestCase("union (U | where 1 == 2 | join kind=inner T on a | project a, b), (U | project a, b = w) | where a == 9", "9|nine")]
    [TestCase("union (union (T | where 1 == 2), (T | where 1 == 3) | top 1 by a | project a, b), (U | project a, b = w) | where a == 9",
        "9|nine")]
    [TestCase("U | where a == 9 | join kind=leftouter (T | where 1 == 2) on a | "
        + "project a, w, b, c, empty = iff(isempty(b), 'yes', 'no')", "9|nine||∅|yes")]
    [TestCase("U | where a == 9 | lookup (T | where 'x' == 'y' | extend z = strcat(b, '!')) on a | project a, z, d", "9||∅")]
    public void A_branch_with_a_false_condition_is_omitted(string query, string rows)
    {
        Assert.That(_database.Compile(query).Sql, Does.Not.Contain("t1 AS"));
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }
}
