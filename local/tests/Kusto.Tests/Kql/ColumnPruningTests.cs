using System.Text.RegularExpressions;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>
/// Tests that the SQL contains only the columns that are read. The tests of generated plans check that pruning does not change the rows.
/// </summary>
[TestFixture]
public sealed partial class ColumnPruningTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | extend x = a + 1 | extend y = x * 2, z = strcat(b, 'z') | where y > 4 | project b", "ab", "y\nx")]
    [TestCase("union (T | extend k = 1), (T | extend k = 2, more = c) | where k == 1 | project a | where a > 1 | order by a asc",
        "a", "2\n3")]
    [TestCase("T | summarize arg_max(a, *), count(), max(c) by b | where b == 'x' | project a", "ab", "3")]
    [TestCase("T | summarize sum(a), max(c) | count", "a", "1")]
    [TestCase("T | join kind=inner (U | extend more = strcat(w, w)) on a | where w == 'uno' | project b", "abw", "x")]
    [TestCase("let S = T | extend twice = a * 2, c2 = c | summarize n = count(), m = max(c2) by twice; "
        + "S | join kind=inner S on twice | where twice == 6 | project n", "a", "1")]
    [TestCase("let S = T | extend twice = a * 2; S | where twice in (S | where b == 'y' | project twice) | project b", "ab", "y")]
    [TestCase("let S = T; let U2 = S; U2 | where b == 'y' | project a | union (S | project c) | where a == 2 | project a", "ab", "2")]
    [TestCase("T | where a == 1 | extend i = range(1, a) | mv-expand i | project b", "ab", "x")]
    [TestCase("T | distinct a, b | where a == 2 | project b", "ab", "y")]
    [TestCase("T | where toscalar(T | where b == 'y' | project a, c) == a | project d = b", "ab", "y")]
    public void The_SQL_statement_has_only_the_columns_that_are_read(string query, string columns, string rows)
    {
        var read = Column().Matches(_database.Compile(query).Sql).Select(match => match.Groups[1].Value).Distinct().Order();

        Assert.That(string.Concat(read), Is.EqualTo(columns));
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }

    /// <summary>Matches columns of the tables. Columns of a SELECT have no quotes.</summary>
    [GeneratedRegex("\\.\"([a-z])\"")]
    private static partial Regex Column();
}
